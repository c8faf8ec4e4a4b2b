import { describe, expect, test } from '@jest/globals';

import { refusal, SalesforceError } from '../../../salesforce/errors';
import { connectMessage, readAnswer, subscribeMessage, type Outgoing } from '../../../salesforce/events/bayeux';
import { recoveryFrom, recoveryWhileRunning, type Recovery } from '../../../salesforce/events/recovery';

const CHANNEL = '/event/A__e';
const CONNECT = connectMessage('1', 'c', false);
const SUBSCRIBE = subscribeMessage('1', 'c', CHANNEL, '-1');

function refused(sent: Outgoing, error: string): SalesforceError | undefined {
  const body = [{ channel: sent.channel, id: '1', successful: false, error }];
  return readAnswer({ status: 200, headers: {}, body }, { sent, channels: new Set([CHANNEL]) }).refusal;
}

const PASSING = [408, 409, 412, 429, 500, 501, 502, 504, 505, 520, 599];
const ANY_MEANING: [string, Recovery][] = PASSING.map((code) => [`${code}::Something`, 'again']);

describe('What an error of the Streaming API takes to go on:', () => {
  describe.each([CONNECT, SUBSCRIBE])('$channel', (sent) => {
    test.each<[string, Recovery]>([
      ...ANY_MEANING,
      ['', 'again'],
      ['weird', 'again'],
      ['402::Unknown client', 'again'],
      ['403::Unknown client', 'again'],
      ['503::Server is too busy', 'again'],
      ['401::Authentication invalid', 'renew'],
      ['403::Organization total events daily limit exceeded', 'later'],
      ['403::Organization concurrent user limit exceeded', 'later'],
      ['400::The replayId {1} you provided was invalid.', 'reposition'],
      ['400::The channel you requested to subscribe to does not exist', 'person'],
      ['403:denied_by_security_policy:create_denied', 'person'],
      ['404::Unknown channel', 'person'],
    ])('%s: %s', (error, recovery) => {
      expect(recoveryFrom(refused(sent, error))).toBe(recovery);
    });
  });
});

describe('A refusal that is not in Salesforce’s words', () => {
  test.each([400, 403, 404, 405, 407, 410, 451])('(%s) passes once the connection has worked', (status) => {
    const error = refusal({ status, headers: { 'content-type': 'text/html' }, body: '<html>Blocked</html>' });
    expect([recoveryFrom(error), recoveryWhileRunning(error)]).toEqual(['person', 'again']);
  });

  test('differs from Salesforce’s own', () => {
    const error = refusal({
      status: 403,
      headers: {},
      body: [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'The REST API is not enabled for this Organization' }],
    });
    expect(recoveryWhileRunning(error)).toBe('person');
  });
});
