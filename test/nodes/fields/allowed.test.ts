import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { run } from '../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../simulator';
import { FILLED, hostOn, named, OF_RESOURCE } from '../support/simulated';

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg();
});
afterAll(() => org.close());

/** A field, and the form that shows it with a value. */
interface Place {
  readonly title: string;
  readonly property: INodeProperties;
  readonly form: (value: unknown) => IDataObject;
}

function placesOf(properties: readonly INodeProperties[], inForm: (values: IDataObject) => IDataObject): Place[] {
  return properties.flatMap((property): Place[] => {
    const { name, displayOptions, options = [] } = property;
    const shown = Object.entries(displayOptions?.show ?? {}).map(([other, values]) => [other, values?.[0]]);
    const form = (value: unknown): IDataObject => inForm({ ...Object.fromEntries(shown), [name]: value });
    const here = { title: name, property, form };
    if (property.type !== 'fixedCollection') return [here];
    return (options as INodePropertyCollection[]).flatMap((group) =>
      placesOf(group.values, (row) =>
        form({ [group.name]: [{ field: named('Name'), name: 'x', relationship: named('Cases'), value: 'x', ...row }] }),
      ),
    );
  });
}

const places = RESOURCES.flatMap(({ value: resource, operations }) =>
  operations.flatMap(({ value: operation, properties, options = [] }) => {
    const fields = { mappingMode: 'autoMapInputData', value: null };
    const form = { ...FILLED, fields, ...OF_RESOURCE[resource], resource, operation };
    return [
      ...placesOf(properties, (values) => ({ ...form, ...values })),
      ...placesOf(options, (values) => ({ ...form, options: values })),
    ].map((place) => ({ ...place, title: `${resource} ${operation}: ${place.title}` }));
  }),
);

const isMenu = ({ property }: Place): boolean =>
  (property.type === 'options' || property.type === 'multiOptions') &&
  property.typeOptions?.loadOptionsMethod === undefined;
const isBounded = ({ property: { type, typeOptions } }: Place): boolean =>
  type === 'number' && typeOptions?.minValue !== undefined;

async function refused({ property, form }: Place, value: unknown): Promise<string> {
  const { context, sent } = hostOn(org, { parameters: form(value), items: [{ LastName: 'x', External_Id__c: 'x' }] });
  const error = await run(context).then(
    () => ({ message: 'Nothing was refused', description: '' }),
    (thrown: Error & { description: string }) => thrown,
  );
  expect(error.message).toContain(`${property.displayName}: `);
  expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  return error.description;
}

describe('A value from an expression that the form would not allow is refused before anything is sent', () => {
  test.each(places.filter(isMenu))('$title', async (place) => {
    const values = (place.property.options as INodePropertyOptions[]).map(({ value }) => value);
    for (const wrong of ['Nonsense', 'constructor', 1, {}]) {
      // The form's stand-in knows no null.
      if (wrong !== null) expect(await refused(place, wrong)).toContain(values.join(', '));
    }
  });

  test.each(places.filter(isBounded))('$title', async (place) => {
    const { minValue = 0, maxValue } = place.property.typeOptions ?? {};
    for (const wrong of ['many', '', {}, minValue - 1, ...(maxValue === undefined ? [] : [maxValue + 1])]) {
      expect(await refused(place, wrong)).toContain(String(minValue));
    }
  });

  test.each(places.filter(({ property }) => property.type === 'boolean'))('$title', async (place) => {
    for (const wrong of ['no', 0, {}]) expect(await refused(place, wrong)).toContain('true or false');
  });
});

test('A file name with a slash, which would be a folder, is refused before anything is read', async () => {
  for (const fileName of ['a/b.csv', '01/02/2026', 'a\\b.csv']) {
    const { context, sent } = hostOn(org, {
      parameters: { resource: 'query', operation: 'soql', soql: 'SELECT Id FROM Account', output: 'file', fileName },
    });
    await expect(run(context)).rejects.toThrow(`File Name: “${fileName}” has a slash in it`);
    expect(sent).toEqual([]);
  }
});
