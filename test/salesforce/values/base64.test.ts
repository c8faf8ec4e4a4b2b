import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { base64Text } from '../../../salesforce/values/base64';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((array) => Buffer.from(array));

describe('A file in base64', () => {
  test('is sent as it is, and in one line if it came in several', () => {
    fc.assert(
      fc.property(bytes, fc.constantFrom('\n', '\r\n'), fc.constantFrom(64, 76), (file, end, width) => {
        const text = file.toString('base64');
        const lines = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
        expect(base64Text(text, 'Body')).toBe(text);
        expect(base64Text(` ${lines.join(end)}${end}`, 'Body')).toBe(text);
      }),
    );
  });

  test('is no other text: what is accepted is read without a loss', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Ab9+/=-_ \n.é'), maxLength: 12 }), (text) => {
        let sent: string;
        try {
          sent = base64Text(text, 'Body');
        } catch {
          return;
        }
        expect(Buffer.from(sent, 'base64').toString('base64')).toHaveLength(sent.length);
        expect(sent).toBe(text.trim().replaceAll('\n', ''));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<unknown>([
    ...[
      'database',
      'filesystem',
      'filesystem-v2',
      'filesystem-v2:workflows/1/executions/2/binary_data/3',
      's3',
      's3:a',
    ],
    ...['Hello World', 'Hello', 'two word', 'Zm9vYg', 'Zm9v_-__', 'Zm9vYg=', 'Zm=v', '====', 'Zm9v====', '%PDF-1.4\nx'],
    '/services/data/v67.0/sobjects/Attachment/00P000000000001AAA/Body',
    ...[7, true, ['Zm9v'], { data: 'Zm9v', mimeType: 'text/plain' }, Buffer.from('foo')],
  ])('is not %p, which Salesforce would save as a damaged file or refuse', (given) => {
    expect(() => base64Text(given, 'Body')).toThrow(/^Body: .* is not the base64 of a file\.$/s);
  });

  test('is not a data URL, of which the end is', () => {
    expect(() => base64Text('data:text/plain;base64,aGk=', 'Body')).toThrow(
      'Body: “data:text/plain;base64,aGk=” is a data URL, not base64 alone.',
    );
  });

  test('can be as long as Salesforce takes it', () => {
    const text = Buffer.alloc(37_000_000, 1).toString('base64');
    expect(base64Text(text, 'Body')).toHaveLength(text.length);
  });
});
