import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { IDataObject, INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { readDuplicateIds } from '../../../nodes/SalesforceConnector/fields/duplicateRecords';
import { idsIn } from '../../../nodes/SalesforceConnector/fields/file';
import { locatorText } from '../../../nodes/SalesforceConnector/fields/locator';
import { trimmed } from '../../../salesforce/characters';
import type { ObjectDescribe } from '../../../salesforce/describe';
import { namesIn, plainText } from '../../../nodes/SalesforceConnector/fields/text';
import type { FormValues } from '../../../nodes/SalesforceConnector/host/form';
import { spokenLabel } from '../../../nodes/SalesforceConnector/host/labels';
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
  /** What an error can call it: by its own name, by that of its rows, or by a name that its value gives it. */
  readonly names: readonly string[];
  readonly form: (value: unknown) => IDataObject;
  /** What the rows of a collection are called. */
  readonly rows?: string | undefined;
}

const IN_CONDITION = ['Condition 1', 'Filter 1'];
/** How a field is called in the words of what it is about. */
const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  'External ID Value': ['external ID field'],
  Column: IN_CONDITION,
  Conditions: IN_CONDITION,
  Field: IN_CONDITION,
  Fields: ['Field'],
  Filters: IN_CONDITION,
  JSON: ['Variables'],
  Name: [':x', 'The search term'],
  Object: ['platform event'],
  Objects: ['No object', 'Object'],
  Options: ['consumer secret'],
  'Related Records': ['Child Relationship'],
  Value: [':x', 'The search term', 'Filter 1'],
};

/** A row of any collection that lacks nothing. */
const FILLED_ROW: IDataObject = {
  field: named('Name'),
  object: named('Contact'),
  name: 'x',
  relationship: named('Cases'),
  value: 'x',
};

/** Each field, what a fixed collection gets in place of its rows, and each field in a row. */
function placesOf(
  properties: readonly INodeProperties[],
  inForm: (values: IDataObject) => IDataObject,
  outer: readonly string[] = [],
): Place[] {
  return properties.flatMap((property): Place[] => {
    const { name, displayName, type, displayOptions, options = [] } = property;
    const shown = Object.entries(displayOptions?.show ?? {}).map(([other, values]) => [other, values?.[0]]);
    const form = (value: unknown): IDataObject =>
      inForm({ ...(Object.fromEntries(shown) as IDataObject), [name]: value as IDataObject });
    const names = [spokenLabel(displayName), ...(ALSO_CALLED[displayName] ?? []), ...outer];
    if (type !== 'fixedCollection') {
      const typed = {
        title: `${name}, typed`,
        names,
        form: (value: unknown) => form({ __rl: true, mode: 'id', value }),
      };
      if (type === 'notice') return [];
      return [{ title: `${name} (${type})`, names, form }, ...(type === 'resourceLocator' ? [typed] : [])];
    }
    const rows = (options as INodePropertyCollection[]).flatMap((group) => [
      { title: `${name}, its rows`, names, form: (value: unknown) => form({ [group.name]: value }) },
      { title: `${name}, a row`, names, form: (value: unknown) => form({ [group.name]: [value] }) },
      ...placesOf(group.values, (row) => form({ [group.name]: [{ ...FILLED_ROW, ...row }] }), names),
    ]);
    return [{ title: name, names, form, rows: (options as INodePropertyCollection[])[0]?.name }, ...rows];
  });
}

const places = RESOURCES.flatMap(({ value: resource, operations }) =>
  operations.flatMap(({ value: operation, properties, options = [] }) => {
    const form = { ...FILLED, ...OF_RESOURCE[resource], resource, operation };
    return [
      ...placesOf(properties, (values) => ({ ...form, ...values })),
      ...placesOf(options, (values) => ({ ...form, options: values })),
      {
        title: 'all options',
        names: ['Options', ...(ALSO_CALLED['Options'] ?? [])],
        form: (value: unknown): IDataObject => ({ ...form, options: value as IDataObject }),
      },
    ].map((place) => ({ ...place, title: `${resource} ${operation}: ${place.title}` }));
  }),
);

const CYCLIC: Record<string, unknown> = {};
CYCLIC['self'] = CYCLIC;

const GIVEN: readonly unknown[] = [
  ...[undefined, null, NaN, 1e21, true],
  ...[{}, { a: 1 }, { toString: 1 }, [], [{}], [null], [[1]], CYCLIC, 'half \ud83d'],
  ...[new Date('2026-03-01T11:00:00Z'), new Date(NaN), DateTime.fromISO('2026-03-01'), DateTime.fromISO('x')],
];

/** What a run says of a mistake in the code. */
const OWN_MISTAKE =
  /Cannot (?:read|convert|destructure)|is not (?:a function|iterable|an object|a constructor)|of null|\[object |Invalid time|Could not get parameter|URI malformed|circular structure/;
const WITHOUT_TEXT = /\[object |:NaN\b|=NaN\b|Invalid Date/;
/** What the query, and not the field, is about. */
const OF_QUERY = /^The query (?:does not use|uses) the parameter|^The parameter :x is a list|^There is no file in/;

test.each(places)(
  'Whatever an expression gives, it is sent as what it is, or refused by the name of its field: $title',
  async ({ names, form }) => {
    for (const value of GIVEN) {
      const { context, sent } = host({
        parameters: form(value),
        // An expression can be null; the form itself cannot.
        written: form('={{ $json.x }}'),
        items: [{ LastName: 'x', External_Id__c: 'x' }],
        files: [{ fileName: 'a.csv', mimeType: 'text/csv', chunks: [Buffer.from('LastName\nA\n')], bytes: 11 }],
        answer: () => ({ status: 400, body: [{ errorCode: 'NOT_HERE', message: 'Not here.' }] }),
      });
      const message = await run(context).then(
        () => '',
        (error: Error) => error.message,
      );
      expect(message).not.toMatch(OWN_MISTAKE);
      if (sent.length === 0 && message !== '' && !OF_QUERY.test(message)) {
        expect({ message, isNamed: names.some((name) => message.includes(name)) }).toEqual({ message, isNamed: true });
      }
      for (const { url, body, headers } of sent) {
        const written = `${decodeURIComponent(url)} ${typeof body === 'string' ? body : JSON.stringify(body)} ${JSON.stringify(headers)}`;
        expect(written).not.toMatch(WITHOUT_TEXT);
      }
    }
  },
);

test.each(places.filter(({ rows }) => rows !== undefined))(
  'Rows under another name are not left out: $title',
  async ({ names, form, rows = '' }) => {
    for (const value of [{ a: 1 }, { [rows.toUpperCase()]: [{}] }, { [rows]: [], [`${rows}s`]: [{}] }]) {
      const { context, sent } = host({
        parameters: form(value),
        files: [{ fileName: 'a.csv', mimeType: 'text/csv', chunks: [Buffer.from('LastName\nA\n')], bytes: 11 }],
      });
      await expect(run(context)).rejects.toThrow('its rows are in');
      await expect(run(context)).rejects.toThrow(new RegExp(names.join('|')));
      expect(sent).toEqual([]);
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

describe.each([
  ['IDs', idsIn, '001000000000001AAA'],
  ['names', namesIn, 'Account'],
] as const)('A list of %s', (_, read, one) => {
  const gap = [one];
  gap[2] = one;

  test.each([
    ['null', [one, null]],
    ['undefined', [undefined, one]],
    ['an empty text', [one, ' ']],
    ['a gap', gap],
    ['nothing else', [null]],
  ])('must not hold %s', (__, list) => {
    expect(() => read(list, 'Field')).toThrow(/^Field: \[[01]\] of its list is empty\.$/);
  });

  test.each([',', ' , ,', ', '])('is not in %p', (text) => {
    expect(() => read(text, 'Field')).toThrow('Field: there is nothing between the commas of ');
  });

  test('can be empty, and can end with a comma', () => {
    for (const none of ['', ' ', null, undefined, []]) expect(read(none, 'Field')).toEqual([]);
    expect(read(`${one}, `, 'Field')).toEqual([one]);
    expect(read([one], 'Field')).toEqual([one]);
  });
});

/** Whatever takes a list of IDs, and where. */
const TAKES_IDS = [
  ['feed', 'post', 'mentions', 'Mention'],
  ['feed', 'comment', 'mentions', 'Mention'],
  ['feed', 'post', 'options.feedFiles', 'Files'],
  ['file', 'share', 'linkTo', 'Link To'],
  ['file', 'upload', 'linkTo', 'Link To'],
  ['approval', 'approve', 'options.nextApprovers', 'Next Approvers'],
  ['approval', 'submit', 'options.nextApprovers', 'Next Approvers'],
  ['organization', 'getRecordCounts', 'objectNames', 'Objects'],
] as const;

test.each(TAKES_IDS)(
  '%s %s sends nothing of a list in %s that has a hole',
  async (resource, operation, field, label) => {
    for (const value of [['001000000000001AAA', null], ',']) {
      const given = field.startsWith('options.') ? { options: { [field.slice(8)]: value } } : { [field]: value };
      const parameters = { ...FILLED, ...OF_RESOURCE[resource], resource, operation, ...given } as IDataObject;
      const { context, sent } = host({ parameters, continueOnFail: true });
      expect((await run(context))[0]?.json).toMatchObject({
        error: {
          errorCode: 'INVALID_INPUT',
          message: expect.stringMatching(`^${label}: (\\[1\\] of|there is nothing)`),
        },
      });
      expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
    }
  },
);

test.each([[['001000000000001AAA', null]], [[undefined]], [',']])('Duplicate Records has no hole: %j', (given) => {
  const form = { param: () => given } as unknown as FormValues;
  expect(() => readDuplicateIds(form, '001000000000002AAA', { name: 'Account' } as ObjectDescribe)).toThrow(
    /^Duplicate Records: /,
  );
});

test('IDs can be separated by spaces; what is none is shown whole', () => {
  const [one, other] = ['001000000000001AAA', '003000000000001AAA'];
  for (const text of [
    `${one} ${other}`,
    `${one},${other}`,
    `${one}\n${other}`,
    `${one}\t\u200b${other}`,
    `https://x.my.salesforce.com/${one} ${other}`,
  ])
    expect(idsIn(text, 'Link To')).toEqual([one, other]);
  for (const text of ['Big deal 5', `${one}, Big deal 5`, 'Deal 2026 5'])
    expect(() => idsIn(text, 'Link To')).toThrow(text.split(', ').at(-1));
});

test('A text that is a list in JSON is that list, and no other text is', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ minLength: 1 }).filter((one) => trimmed(one) === one),
        { minLength: 1 },
      ),
      (list) => {
        expect(namesIn(JSON.stringify(list), 'Field')).toEqual(list);
        expect(namesIn(` ${JSON.stringify(list, null, 2)}\n`, 'Field')).toEqual(list);
      },
    ),
  );
  expect(namesIn('["a, b", 12]', 'Field')).toEqual(['a, b', '12']);
  expect(namesIn('[]', 'Field')).toEqual([]);
  expect(namesIn('[a], [b]', 'Field')).toEqual(['[a]', '[b]']);
  expect(() => namesIn('["a", null]', 'Field')).toThrow('Field: [1] of its list is empty.');
});
