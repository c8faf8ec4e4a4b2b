import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import type { IDataObject, INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { idsIn } from '../../../nodes/SalesforceConnector/fields/file';
import { locatorText } from '../../../nodes/SalesforceConnector/fields/locator';
import { plainText } from '../../../nodes/SalesforceConnector/fields/text';
import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { host } from '../support/host';
import { FILLED, named, OF_RESOURCE } from '../support/simulated';

describe('A value', () => {
  const noon = DateTime.fromISO('2026-03-01T12:00:00.000+01:00', { setZone: true });

  test.each([
    ['words', ' a b ', ' a b '],
    ['a number', 1e21, '1e+21'],
    ['a switch', false, 'false'],
    ['a date', new Date('2026-03-01T11:00:00Z'), '2026-03-01T11:00:00.000Z'],
    ['a date of n8n’s', noon, '2026-03-01T12:00:00.000+01:00'],
    ['nothing', null, ''],
    ['nothing at all', undefined, ''],
  ])('that is %s is text', (_, value, text) => {
    expect(plainText(value, 'Title')).toBe(text);
  });

  test.each([
    ['a list', [1], 'Title: A list is not text.'],
    ['an object', { a: 1 }, 'Title: An object is not text.'],
    ['no number', NaN, 'Title: NaN is not text.'],
    ['infinite', -Infinity, 'Title: -Infinity is not text.'],
  ])('that is %s is not', (_, value, message) => {
    expect(() => plainText(value, 'Title')).toThrow(message);
  });
});

/** A field, and the form that shows it with a value. */
interface Place {
  readonly title: string;
  readonly form: (value: unknown) => IDataObject;
}

const isFreeText = ({ type, options }: INodeProperties): boolean => type === 'string' && options === undefined;

/** What a fixed collection gets in place of its rows, and each text and locator in a row and beside it. */
function placesOf(properties: readonly INodeProperties[], inForm: (values: IDataObject) => IDataObject): Place[] {
  return properties.flatMap((property): Place[] => {
    const { name, displayOptions, options = [] } = property;
    const shown = Object.entries(displayOptions?.show ?? {}).map(([other, values]) => [other, values?.[0]]);
    const form = (value: unknown): IDataObject => inForm({ ...Object.fromEntries(shown), [name]: value });
    if (property.type === 'resourceLocator') {
      return [{ title: `${name}, typed`, form: (value: unknown) => form({ __rl: true, mode: 'id', value }) }];
    }
    if (property.type !== 'fixedCollection') return isFreeText(property) ? [{ title: name, form }] : [];
    return (options as INodePropertyCollection[]).flatMap((group) => [
      { title: `${name}, its rows`, form: (value: unknown) => form({ [group.name]: value }) },
      { title: `${name}, a row`, form: (value: unknown) => form({ [group.name]: [value] }) },
      ...placesOf(group.values, (row) =>
        form({ [group.name]: [{ field: named('Name'), name: 'x', value: 'x', ...row }] }),
      ),
    ]);
  });
}

const places = RESOURCES.flatMap(({ value: resource, operations }) =>
  operations.flatMap(({ value: operation, properties, options = [] }) => {
    const form = { ...FILLED, ...OF_RESOURCE[resource], resource, operation };
    return [
      ...placesOf(properties, (values) => ({ ...form, ...values })),
      ...placesOf(options, (values) => ({ ...form, options: values })),
    ].map((place) => ({ ...place, title: `${resource} ${operation}: ${place.title}` }));
  }),
);

/** What a run says of a mistake in the code. */
const OWN_MISTAKE =
  /Cannot (?:read|convert|destructure)|is not (?:a function|iterable|an object|a constructor)|of undefined|undefined is/;

test.each(places)(
  'Whatever an expression gives in place of a text, it is sent as text or refused: $title',
  async ({ title, form }) => {
    // In place of the value itself, the form's stand-in knows no null.
    const nothing = title.endsWith('a row') ? [null] : [];
    for (const value of [...nothing, { a: 1 }, [{}], [[1]], NaN, 1e21, true, new Date('2026-03-01T11:00:00Z')]) {
      const { context, sent } = host({
        parameters: form(value),
        items: [{ LastName: 'x', External_Id__c: 'x' }],
        files: [{ fileName: 'a.csv', mimeType: 'text/csv', chunks: [Buffer.from('LastName\nA\n')], bytes: 11 }],
        answer: () => ({ status: 400, body: [{ errorCode: 'NOT_HERE', message: 'Not here.' }] }),
      });
      const message = await run(context).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(message).not.toMatch(OWN_MISTAKE);
      for (const { url, body, headers } of sent) {
        const written = `${decodeURIComponent(url)} ${typeof body === 'string' ? body : JSON.stringify(body)} ${JSON.stringify(headers)}`;
        expect(written).not.toMatch(/\[object |:NaN\b|=NaN\b/);
      }
    }
  },
);

test('A locator takes text, numbers and dates, and names what else it is given', () => {
  const typed = (value: unknown) => ({ __rl: true, mode: 'id', value });
  const read = (value: unknown) => [locatorText(value, 'Field'), locatorText(typed(value), 'Field')];
  expect(read('a, b')).toEqual(['a, b', 'a, b']);
  expect(read(5)).toEqual(['5', '5']);
  expect(read(new Date('2026-03-01T11:00:00Z'))).toEqual(Array(2).fill('2026-03-01T11:00:00.000Z'));
  for (const value of ['', ' ', null, undefined]) expect(() => read(value)).toThrow('The field “Field” is empty.');
  for (const value of [{ a: 1 }, ['a'], NaN]) expect(() => read(value)).toThrow(/^Field: .+ is not text\.$/);
  for (const value of [{ a: 1 }, [{}], NaN]) expect(() => idsIn(value, 'Field')).toThrow(/^Field: .+ is not text\.$/);
});
