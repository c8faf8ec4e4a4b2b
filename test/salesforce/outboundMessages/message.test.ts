import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { parseOutboundMessage, XmlError } from '../../../salesforce/outboundMessages';
import { ACTION_ID, idOf, message, notification, ORG_ID } from './messages';

const one = { id: idOf('04l', 1), fields: { Id: idOf('001', 1), Name: 'Acme' } };

/** The fields of a message's only notification, whose record has this content. */
const fieldsOf = (xml: string) => parseOutboundMessage(message([{ id: idOf('04l', 1), xml }])).notifications[0]?.fields;

describe('A message', () => {
  test('is read whole, except for its session', () => {
    const body = message([one, { ...one, id: idOf('04l', 2) }], { session: '<SessionId>00D8d!SECRET</SessionId>' });
    const fields = new Map(Object.entries(one.fields));
    const read = parseOutboundMessage(body);
    expect(read).toEqual({
      organizationId: ORG_ID,
      actionId: ACTION_ID,
      enterpriseUrl: 'https://acme.my.salesforce.com/services/Soap/c/67.0/00D8d0000000001',
      partnerUrl: 'https://acme.my.salesforce.com/services/Soap/u/67.0/00D8d0000000001',
      notifications: [
        { id: `${idOf('04l', 1)}AAA`, object: 'Account', fields },
        { id: `${idOf('04l', 2)}AAA`, object: 'Account', fields },
      ],
    });
    expect(JSON.stringify(read)).not.toContain('SECRET');
  });

  test('has the same organization with 15 and with 18 characters', () => {
    for (const organizationId of [ORG_ID, ORG_ID.slice(0, 15)]) {
      expect(parseOutboundMessage(message([one], { organizationId })).organizationId).toBe(ORG_ID);
    }
  });

  test('may call its namespaces as it likes', () => {
    const body = message([one])
      .replaceAll('soapenv', 'S')
      .replaceAll('xsi', 'i')
      .replaceAll('sf:', 'o:')
      .replaceAll('xmlns:sf', 'xmlns:o')
      .replaceAll(/<(\/?)(notifications|Notification|Id|sObject|ActionId|OrganizationId)(?=[ >])/g, '<$1n:$2')
      .replace('xmlns="http', 'xmlns:n="http');
    expect(body).toContain('<n:Notification>');
    expect(parseOutboundMessage(body).notifications).toEqual(parseOutboundMessage(message([one])).notifications);
  });

  test('of 100 notifications keeps their order, and of a repeated one a single copy', () => {
    const sent = Array.from({ length: 100 }, (_, n) => ({ id: idOf('04l', n) }));
    const ids = (body: string) => parseOutboundMessage(body).notifications.map(({ id }) => id.slice(0, 15));
    expect(ids(message(sent))).toEqual(sent.map(({ id }) => id));
    expect(ids(message([...sent, ...sent.toReversed()]))).toEqual(sent.map(({ id }) => id));
  });
});

test.each<[string, (body: string) => string]>([
  ['no record', (body) => body.replace(/<sObject.*<\/sObject>/, '')],
  ['a record that is null', (body) => body.replace(/<sObject.*<\/sObject>/, '<sObject xsi:nil="true"/>')],
])('Of a deleted record, a notification comes without data: %s', (_, deleted) => {
  const [notified, ...others] = parseOutboundMessage(deleted(message([one]))).notifications;
  expect(notified).toEqual({ id: `${one.id}AAA`, object: undefined, fields: new Map() });
  expect(others).toEqual([]);
});

describe('A value', () => {
  test.each([
    ['keeps its spaces and line breaks', '<sf:Name>  A  B \n\tC </sf:Name>', '  A  B \n\tC '],
    ['has the line ends of XML', '<sf:Name>A\r\nB\rC</sf:Name>', 'A\nB\nC'],
    ['has XML’s entities', '<sf:Name>&lt;a&gt; &amp;amp; &quot;b&quot; &apos;</sf:Name>', '<a> &amp; "b" \''],
    ['has characters by number', '<sf:Name>&#233;&#xE9;&#x1F600;&#13;</sf:Name>', 'éé😀\r'],
    [
      'may be in a CDATA section, where nothing is read',
      '<sf:Name>A<![CDATA[<b>&amp;<!DOCTYPE x>]]>B</sf:Name>',
      'A<b>&amp;<!DOCTYPE x>B',
    ],
    ['goes on after a comment', '<sf:Name>A<!-- no -->B</sf:Name>', 'AB'],
    ['is no number by itself', '<sf:Name>007</sf:Name>', '007'],
    ['may be nothing', '<sf:Name></sf:Name>', ''],
    ['may be null', '<sf:Name xsi:nil="true"/>', null],
    ['may be null in another word', '<sf:Name xsi:nil="1"></sf:Name>', null],
  ])('%s', (_, xml, expected) => {
    expect(fieldsOf(xml)?.get('Name')).toBe(expected);
  });

  test('of any text comes as it was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // Without what XML cannot contain, and with the line ends that it reads.
        const sent = text
          .replaceAll(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
          .replaceAll(']]>', '');
        const body = message([{ id: idOf('04l', 1), fields: { Name: sent } }]);
        expect(parseOutboundMessage(body).notifications[0]?.fields.get('Name')).toBe(sent);
      }),
    );
  });

  test('is under the name that the field has, in its own case', () => {
    const names = ['MyField__c', 'OTHER__c', 'ns__Field__c', 'hasOwnProperty__c'];
    const xml = names.map((name) => `<sf:${name}>x</sf:${name}>`).join('');
    expect([...(fieldsOf(xml)?.keys() ?? [])]).toEqual(names);
  });

  test('of a compound field has its parts', () => {
    const xml =
      '<sf:BillingAddress><sf:city>Bern</sf:city><sf:latitude>46.9</sf:latitude><sf:state xsi:nil="true"/></sf:BillingAddress>';
    expect(fieldsOf(xml)?.get('BillingAddress')).toEqual(
      new Map([
        ['city', 'Bern'],
        ['latitude', '46.9'],
        ['state', null],
      ]),
    );
  });
});

const list = (count: number, make: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => make(i));

describe('What is no outbound message is refused:', () => {
  const good = message([one]);
  const declared = (declaration: string) => good.replace('<soapenv:Envelope', `${declaration}<soapenv:Envelope`);
  const bomb = Array.from({ length: 9 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('');
  const inRecord = (xml: string) => message([{ id: idOf('04l', 1), xml }]);
  const without = (pattern: RegExp) => good.replace(pattern, '');

  test.each<[string, string]>([
    ['nothing', ''],
    ['what is not in UTF-16 either', message([one]).split('').join('\0')],
    ['text', 'hello'],
    ['JSON', '{"a": 1}'],
    ['a login page', '<!DOCTYPE html><html><head><title>Login</title></head><body>Sign in<br></body></html>'],
    ['another root', good.replaceAll('soapenv:Envelope', 'soapenv:Envelop')],
    ['an envelope of SOAP 1.2', good.replace('schemas.xmlsoap.org/soap/envelope/', 'www.w3.org/2003/05/soap-envelope')],
    ['another body', good.replaceAll('notifications', 'messages')],
    ['another namespace', good.replace('2005/09/outbound', '2005/09/inbound')],
    ['two bodies', good.replace(/<soapenv:Body>[^]*<\/soapenv:Body>/, '$&$&')],
    ['two roots', `${good}<a/>`],
    ['something after the end', `${good} more`],
    ['no organization', without(/<OrganizationId>.*<\/OrganizationId>/)],
    ['two organizations', good.replace(/<OrganizationId>.*<\/OrganizationId>/, '$&$&')],
    ['an organization that is no ID', message([one], { organizationId: 'x' })],
    ['an organization that is another record', message([one], { organizationId: '001000000000001AAA' })],
    ['no action', without(/<ActionId>.*<\/ActionId>/)],
    ['no notification', message([])],
    ['a notification without an ID', without(/<Id>.*?<\/Id>/)],
    ['a notification that is no ID', good.replace(/<Id>.*?<\/Id>/, '<Id>../../x</Id>')],
    ['a notification with two records', good.replace(/<sObject.*<\/sObject>/, '$&$&')],
    ['a document type within', inRecord('<sf:A><!DOCTYPE a></sf:A>')],
    ['another encoding', good.replace('UTF-8', 'ISO-8859-1')],
    ['a record of no object', without(/ xsi:type="sf:Account"/)],
    ['a record of an object with no name', good.replace('sf:Account"', 'sf:A b"')],
    ['a record of another namespace', good.replace('urn:sobject.enterprise', 'urn:sobject.partner')],
    ['a field twice', inRecord('<sf:Name>a</sf:Name><sf:Name>b</sf:Name>')],
    ['a field twice, in other letters', inRecord('<sf:Name>a</sf:Name><sf:NAME>b</sf:NAME>')],
    ['a field in a field in a field', inRecord('<sf:A><sf:b><sf:c/></sf:b></sf:A>')],
    ['a prefix that is not declared', inRecord('<zz:Name>a</zz:Name>')],
    ['a field outside the namespace of objects', inRecord('<Name>a</Name>')],
    ['elements that overlap', inRecord('<sf:A><sf:B></sf:A></sf:B>')],
    ['an attribute without quotes', inRecord('<sf:A b=c/>')],
    ['a sign that has to be escaped', inRecord('<sf:A>a & b</sf:A>')],
    ['an entity that XML does not have', inRecord('<sf:A>&nbsp;</sf:A>')],
    ['an entity of JavaScript’s objects', inRecord('<sf:A>&constructor;</sf:A>')],
    ['a character that does not exist', inRecord('<sf:A>&#xD800;</sf:A>')],
    ['the character of number zero', inRecord('<sf:A>&#0;</sf:A>')],
    ['a document type', declared('<!DOCTYPE soapenv:Envelope>')],
    ['a document type after a comment', declared('<!-- <a> --><!DOCTYPE soapenv:Envelope>')],
    ['an external entity', declared('<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>').replace('Acme', '&x;')],
    ['more fields than any object has', inRecord('<sf:A/>'.repeat(200_000))],
    ['more attributes than all fields need', inRecord(`<sf:A ${list(100_001, (i) => `a${i}=""`).join(' ')}/>`)],
    ['prefixes for each element anew', inRecord(`<sf:A ${list(60, (i) => `xmlns:a${i}="u"`).join(' ')}/>`)],
    ['a billion laughs', declared(`<!DOCTYPE e [<!ENTITY a0 "ha">${bomb}]>`).replace('Acme', '&a9;')],
    ['a thousand levels', inRecord(`${'<sf:a>'.repeat(1_000)}${'</sf:a>'.repeat(1_000)}`)],
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'].flatMap(
      (name): [string, string][] => [
        [`a field called ${name}`, inRecord(`<sf:A><sf:b/></sf:A><${name}>x</${name}>`)],
        [`a part called ${name}`, inRecord(`<sf:A><${name}>x</${name}></sf:A>`)],
      ],
    ),
  ])('%s', (_, body) => {
    expect(() => parseOutboundMessage(body)).toThrow(XmlError);
  });

  test('a message that ends anywhere before its end', () => {
    const end = good.lastIndexOf('>');
    for (let length = 0; length < end; length += 1) {
      expect(() => parseOutboundMessage(good.slice(0, length))).toThrow(XmlError);
    }
  });

  test('and nothing is left on JavaScript’s objects', () => {
    const record = '<sf:A><sf:__proto__><sf:polluted>yes</sf:polluted></sf:__proto__></sf:A>';
    expect(() => parseOutboundMessage(inRecord(record))).toThrow(XmlError);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(notification(one)).toContain('Acme');
  });
});
