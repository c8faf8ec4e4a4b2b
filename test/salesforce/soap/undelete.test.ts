import { describe, expect, test } from '@jest/globals';

import { SalesforceError, UncertainError } from '../../../salesforce/errors';
import { ConnectionError } from '../../../salesforce/errors';
import type { Request, Response } from '../../../salesforce/http';
import { undeleteRecords } from '../../../salesforce/soap/undelete';
import { lacksSession } from '../../../salesforce/soap/answer';
import type { WriteOutcome } from '../../../salesforce/write/rows';
import { fakeSend } from '../../support/fakeSend';
import { idOf } from '../../support/ids';
import { orgOf } from '../../support/orgOf';
import { answerOf, failed, faultOf, unreadable } from './messages';

const IDS = [1, 2, 3].map((n) => idOf(n));
const [FIRST = '', SECOND = '', THIRD = ''] = IDS;
const done = (id: string): string => `<id>${id}</id><success>true</success>`;

async function undeleted(answer: (n: number, request: Request) => Partial<Response>, ids: readonly string[] = IDS) {
  const { send, requests } = fakeSend((request, n) => answer(n, request));
  const rows = ids.map((key, index) => ({ index, key, values: {} }));
  const org = orgOf(send);
  const outcomes = await undeleteRecords(org, rows, { parallel: 1 });
  return { codes: rows.map(({ index }) => codeOf(outcomes.get(index))), outcomes, requests, org };
}

function codeOf(outcome: WriteOutcome | undefined): string {
  if (outcome === undefined) return 'none';
  if ('saved' in outcome) return 'done';
  return (outcome.error as Error & { errorCode?: string }).errorCode ?? outcome.error.name;
}

describe('Records are undeleted', () => {
  test('in one message, which holds the session and its IDs', async () => {
    const { codes, requests, org } = await undeleted(() => answerOf('undelete', ...IDS.map(done)));
    expect(codes).toEqual(['done', 'done', 'done']);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/services/Soap/u/67.0', headers: { SOAPAction: '""' } });
    expect(requests[0]?.signedText?.write('00D!a&b')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" ' +
        'xmlns="urn:partner.soap.sforce.com" xmlns:s="urn:sobject.partner.soap.sforce.com"><env:Header><SessionHeader>' +
        '<sessionId>00D!a&amp;b</sessionId></SessionHeader></env:Header><env:Body><undelete>' +
        `${IDS.map((id) => `<ids>${id}</ids>`).join('')}</undelete></env:Body></env:Envelope>`,
    );
    expect(org.limits.usage).toEqual({ used: 5, max: 100_000 });
  });

  test('200 at a time', async () => {
    const ids = Array.from({ length: 450 }, (_, n) => idOf(n + 1));
    const { codes, requests } = await undeleted(
      (n) => answerOf('undelete', ...ids.slice((n - 1) * 200, n * 200).map(done)),
      ids,
    );
    expect(new Set(codes)).toEqual(new Set(['done']));
    expect(requests).toHaveLength(3);
  });

  test('with an outcome each', async () => {
    const { codes, outcomes } = await undeleted(() =>
      answerOf(
        'undelete',
        done(FIRST),
        failed('UNDELETE_FAILED', 'Entity is not in the recycle bin', ['Id']),
        done(THIRD),
      ),
    );
    expect(codes).toEqual(['done', 'UNDELETE_FAILED', 'done']);
    expect((outcomes.get(1) as { error: SalesforceError }).error).toMatchObject({
      errors: [{ errorCode: 'UNDELETE_FAILED', message: 'Entity is not in the recycle bin', fields: ['Id'] }],
    });
  });

  test('again, alone, where another transaction has locked one', async () => {
    const { codes, requests } = await undeleted((n) =>
      n === 1
        ? answerOf('undelete', done(FIRST), failed('UNABLE_TO_LOCK_ROW'), done(THIRD))
        : answerOf('undelete', done(SECOND)),
    );
    expect(codes).toEqual(['done', 'done', 'done']);
    expect(requests[1]?.signedText?.write('')).toContain(`<undelete><ids>${SECOND}</ids></undelete>`);
  });
});

const PAGE = '<!DOCTYPE html><html><body>Please log in</body></html>';
const whole = answerOf('undelete', ...IDS.map(done));
const wholeBody = String(whole.body);
const changed = (from: string, to: string): Response => ({ ...whole, body: wholeBody.replace(from, to) });

describe('What is not sent again, since it may have been done:', () => {
  const cases: readonly (readonly [string, Partial<Response>])[] = [
    ['a page', { body: PAGE }],
    ['a page with 503', { status: 503, body: PAGE }],
    ['nothing', { body: '' }],
    ['JSON', { body: [] }],
    ['half of the answer', { body: wholeBody.slice(0, 400) }],
    ['the answer to another call', answerOf('merge', ...IDS.map(done))],
    ['a result too few', answerOf('undelete', done(FIRST), done(SECOND))],
    ['a result too many', answerOf('undelete', ...IDS.map(done), done(FIRST))],
    ['results in another order', answerOf('undelete', done(SECOND), done(FIRST), done(THIRD))],
    ['a success without an ID', changed(`<id>${FIRST}</id>`, '')],
    ['a result that says nothing', changed('<success>true</success>', '')],
    [
      'a result that says two things',
      changed('<success>true</success>', '<success>true</success><success>false</success>'),
    ],
    ['a success with errors', changed('<success>true', '<errors><statusCode>A_B</statusCode></errors><success>true')],
    ['results of another namespace', changed('xmlns="urn:partner.soap.sforce.com"', 'xmlns="urn:other"')],
    ['a document type', changed('<soapenv:Envelope', '<!DOCTYPE a [<!ENTITY b "c">]><soapenv:Envelope')],
    ['an entity of somebody’s', changed(FIRST, '&bomb;')],
    ['a fault of the server', unreadable('no', 'soapenv:Server')],
    ['a fault for a part of the client', unreadable('no', 'soapenv:Client.Authentication')],
    ['a fault of the client with a status of others', { ...unreadable('no'), status: 502 }],
    [
      'a fault of the client in no namespace',
      { status: 500, body: String(unreadable('no').body).replace('>soapenv:Client<', '>Client<') },
    ],
    ['a fault of somebody else', faultOf('INVALID_SESSION_ID', 'no', 'urn:proxy')],
    [
      'a fault without a code',
      { status: 500, body: String(faultOf('A', 'b').body).replace(/<faultcode>.*<\/faultcode>/, '') },
    ],
    ['elements without an end', { body: '<a>'.repeat(500_000) }],
  ];
  test.each(cases)('%s', async (_, answer) => {
    const { codes, requests } = await undeleted(() => answer);
    expect(codes).toEqual(['MAY_HAVE_BEEN_UNDELETED', 'MAY_HAVE_BEEN_UNDELETED', 'MAY_HAVE_BEEN_UNDELETED']);
    expect(requests).toHaveLength(1);
  });

  test('a connection that breaks', async () => {
    const { codes, requests, outcomes } = await undeleted(() => {
      throw new ConnectionError('socket hang up', 'maybe', 'ECONNRESET');
    });
    expect(codes[0]).toBe('MAY_HAVE_BEEN_UNDELETED');
    expect((outcomes.get(0) as { error: Error }).error).toBeInstanceOf(UncertainError);
    expect(requests).toHaveLength(1);
  });
});

describe('A fault', () => {
  test.each([
    ['INVALID_SESSION_ID', 401, 1],
    ['REQUEST_LIMIT_EXCEEDED', 403, 1],
    ['UNKNOWN_EXCEPTION', 500, 1],
    // Halved until each was refused on its own.
    ['INVALID_ID_FIELD', 400, 5],
  ])('with %s is as REST’s refusal with %i', async (code, status, requests) => {
    const answer = await undeleted(() => faultOf(code, 'Words of Salesforce'));
    expect(answer.codes[0]).toBe(code);
    expect((answer.outcomes.get(0) as { error: Error }).error).toMatchObject({
      status,
      isForeign: false,
      errors: [{ errorCode: code, message: 'Words of Salesforce' }],
    });
    expect(answer.requests).toHaveLength(requests);
  });

  test.each(['soapenv:Client', 'SOAP-ENV:Client'])(
    'with %s, for a message that cannot be read, is of the row that is to blame',
    async (code) => {
      const words = 'Element {}x invalid at this location';
      const { codes, outcomes } = await undeleted((_, { signedText }) => {
        const message = signedText?.write('') ?? '';
        if (message.includes(SECOND)) return unreadable(words, code);
        return answerOf('undelete', ...IDS.filter((id) => message.includes(id)).map(done));
      });
      expect(codes).toEqual(['done', 'soapenv:Client', 'done']);
      expect((outcomes.get(1) as { error: Error }).error.message).toBe(
        `Salesforce cannot read the message, and has done nothing. ${words} (soapenv:Client)`,
      );
    },
  );

  test('of a lock is waited out', async () => {
    const { codes } = await undeleted((n) => (n === 1 ? faultOf('UNABLE_TO_LOCK_ROW', 'locked') : whole));
    expect(codes).toEqual(['done', 'done', 'done']);
  });

  test('tells that the session is gone in Salesforce’s own words only', () => {
    expect(lacksSession(faultOf('INVALID_SESSION_ID', 'no'))).toBe(true);
    expect(lacksSession(faultOf('INVALID_SESSION_ID', 'no', 'urn:proxy'))).toBe(false);
    expect(lacksSession(faultOf('UNKNOWN_EXCEPTION', 'INVALID_SESSION_ID'))).toBe(false);
    expect(lacksSession({ ...faultOf('INVALID_SESSION_ID', 'no'), status: 200 })).toBe(false);
    expect(lacksSession({ status: 500, headers: {}, body: 'INVALID_SESSION_ID' })).toBe(false);
  });
});
