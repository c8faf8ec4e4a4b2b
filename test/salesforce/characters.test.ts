import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { jwtAssertion, orgHost } from '../../salesforce/auth';
import { actionRef } from '../../salesforce/actions/action';
import { trimmed } from '../../salesforce/characters';
import { channelName } from '../../salesforce/events';
import { recordId } from '../../salesforce/ids';
import { apiName, fieldPath } from '../../salesforce/names';
import { booleanOf, numberOf } from '../../salesforce/values/scalars';
import { namesIn } from '../../nodes/SalesforceConnector/fields/text';
import { pkcs8 } from '../support/keys';

const UNSEEN = fc.string({
  unit: fc.constantFrom(' ', '\n', '\u00a0', '\u200b', '\u200e', '\u202c', '\u2060', '\ufeff'),
});

/** Everything that takes a text that people copy. */
const READERS: readonly (readonly [string, string, (text: string) => unknown])[] = [
  ['a host', 'acme.my.salesforce.com', (text) => orgHost('custom', text)],
  ['an ID', '0015g00000AbCdEAAV', (text) => recordId(text)],
  ['an API name', 'Account__c', (text) => apiName(text, 'Object')],
  ['the path of a field', 'Owner.Name', (text) => fieldPath(text, 'Field')],
  ['the name of an action', 'Case.LogACall', (text) => actionRef('quickAction', text, 'Action')],
  ['a channel', '/data/ChangeEvents', (text) => channelName(text, 'Channel')],
  ['a number', '-1.50', (text) => numberOf(text, 'Amount')],
  ['a word for true', 'Yes', (text) => booleanOf(text, 'Active')],
  ['names', 'Account', (text) => namesIn(`${text},${text}`, 'Objects')],
];

test.each(READERS)('what nobody sees around %s is left out', (_, text, read) => {
  fc.assert(fc.property(UNSEEN, UNSEEN, (before, after) => expect(read(before + text + after)).toEqual(read(text))));
});

test('a username and a consumer key are signed without it', async () => {
  const grant = { audience: 'https://login.salesforce.com', privateKey: `\ufeff${pkcs8}\u200b`, now: 0 };
  const assertion = await jwtAssertion({ ...grant, consumerKey: '\u200bkey\u202c', username: '\ufeffada@acme.com ' });
  const [, claims = ''] = assertion.split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: 'key', sub: 'ada@acme.com' });
});

test('what is inside a text stays, and a text of nothing else is empty', () => {
  expect(trimmed('a\u200bb')).toBe('a\u200bb');
  expect(trimmed(' \u200b\ufeff ')).toBe('');
});
