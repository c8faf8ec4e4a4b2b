import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, NodeForm } from '../../engine';
import { APP, byId, countOf, NODE_TYPE, orgWithCredentials, PACKAGE, record } from './salesforce';
import type { Signed } from './salesforce';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(undefined, { fillerObjects: 200, size: 3000 });
});

afterAll(async () => {
  await signed.org.close();
  engine.close();
});

function form(parameters: INodeParameters, path = 'parameters.object'): NodeForm {
  return {
    type: NODE_TYPE,
    parameters: { authentication: 'oAuth2', ...parameters },
    credentials: { salesforceConnectorOAuth2Api: APP },
    path,
  };
}

describe('The form, filled from the org', () => {
  test('lists objects page by page, each once, and finds them by what is typed', async () => {
    const loader = engine.form(signed.credentials);
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await loader.listSearch(form(record('create', '')), 'searchCreatableObjects', undefined, token);
      seen.push(...page.results.map(({ value }) => String(value)));
      token = page.paginationToken as string | undefined;
    } while (token !== undefined);
    expect(seen.length).toBeGreaterThan(200);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(['Account', 'Order', 'Product2']));

    const { results } = await loader.listSearch(form(record('create', '')), 'searchCreatableObjects', 'opportunit');
    expect(results.map(({ value }) => value)).toContain('Opportunity');
    expect(results.every(({ name }) => /opportunit/i.test(name))).toBe(true);
  });

  test('lists channels with what comes on them: of the org, of objects, of its admins', async () => {
    const loader = engine.form(signed.credentials);
    const channels = [{ name: 'Orders__chn', type: 'event' as const, members: ['Order_Event__e'] }];
    signed.org.streaming.change({ channels });
    const listed = await loader.loadOptions(form({}), 'getChannels');
    const names = listed.map(({ name }) => name);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' })));
    expect(listed).toEqual(
      expect.arrayContaining([
        { name: 'All Change Events', value: '/data/ChangeEvents', description: '/data/ChangeEvents' },
        expect.objectContaining({ value: '/data/AccountChangeEvent' }),
        expect.objectContaining({ value: '/event/Order_Event__e' }),
        expect.objectContaining({ value: '/event/BatchApexErrorEvent' }),
        expect.objectContaining({ value: '/event/Orders__chn' }),
      ]),
    );
    expect(listed.map(({ value }) => value)).not.toContain('/event/Event');
  });

  test('maps the fields that may be written, with their types, required ones first', async () => {
    const loader = engine.form(signed.credentials);
    const { fields } = await loader.resourceMapping(form(record('create', 'Lead')), 'getFieldsToCreate');
    const byName = new Map(fields.map((field) => [field.id, field]));
    expect(byName.get('LastName')).toMatchObject({ required: true, type: 'string' });
    expect(byName.get('Company')).toMatchObject({ required: true });
    expect(byName.get('Industry')).toMatchObject({ required: false, type: 'options' });
    expect(byName.get('NumberOfEmployees')).toMatchObject({ type: 'number' });
    expect(byName.has('IsConverted')).toBe(false);
    expect(byName.has('Id')).toBe(false);
    expect(byName.has('Name')).toBe(false);
    const required = fields.map((field) => field.required);
    expect(required).toEqual([...required].sort((a, b) => Number(b) - Number(a)));
  });

  test('offers external IDs, fields to read and API versions', async () => {
    const loader = engine.form(signed.credentials);
    const keys = await loader.listSearch(form(record('upsert', 'Account')), 'searchExternalIdFields');
    expect(keys.results.map(({ value }) => value)).toContain('External_Id__c');
    const readable = await loader.loadOptions(form(record('get', 'Account')), 'getReadableFields');
    expect(readable.map(({ value }) => value)).toEqual(expect.arrayContaining(['Id', 'Name', 'CreatedDate']));
    const versions = await loader.loadOptions(form(record('get', 'Account')), 'getApiVersions');
    expect(versions.map(({ value }) => value)).toContain('67.0');
  });

  test('finds records without loading them all', async () => {
    const loader = engine.form(signed.credentials);
    const before = (await signed.control.stats()).apiCalls;
    const contacts = form({ ...record('get', 'Contact'), ...byId('') }, 'parameters.recordId');
    const { results } = await loader.listSearch(contacts, 'searchRecords');
    expect(results.length).toBeGreaterThan(0);
    expect(results.length).toBeLessThan(countOf(signed.org, 'Contact'));
    expect(results[0]).toMatchObject({ name: expect.any(String), value: expect.stringMatching(/^003/) });
    expect((await signed.control.stats()).apiCalls - before).toBeLessThanOrEqual(3);
  });

  test('lists the values of the field in the same row, of a condition and of a report’s filter', async () => {
    const loader = engine.form(signed.credentials);
    const named = (value: string) => ({ __rl: true, mode: 'name', value });
    const condition = [{ field: named('LastName') }, { field: named('Status') }, { field: named('OwnerId') }];
    const leads = { ...record('getAll', 'Lead'), conditions: { condition } } as unknown as INodeParameters;
    const valuesIn = async (row: number, filter?: string) => {
      const path = `parameters.conditions.condition[${row}].value`;
      return (await loader.listSearch(form(leads, path), 'searchFieldValues', filter)).results;
    };
    expect((await valuesIn(1)).map(({ value }) => value)).toContain('Working - Contacted');
    expect(await valuesIn(2, 'support')).toMatchObject([
      { name: 'Support (Queue)', value: expect.stringMatching(/^00G/) },
    ]);
    await expect(valuesIn(0)).rejects.toMatchObject({
      message: 'Last Name (LastName) is of the type string, whose values cannot be listed.',
      description: 'Choose By Value and type the value.',
    });

    const [report] = (await loader.listSearch(form({}), 'searchReports', 'open opportunities')).results;
    const filter = [{ column: named('STAGE_NAME') }];
    const run = { resource: 'report', report: named(String(report?.value)), reportFilters: { filter } };
    const path = 'parameters.reportFilters.filter[0].value';
    const stages = await loader.listSearch(form(run as unknown as INodeParameters, path), 'searchReportFilterValues');
    expect(stages.results).toContainEqual({ name: 'Closed Won', value: 'Closed Won' });
  });

  test('asks for each list once while the form is filled in', async () => {
    const { org, control, credentials } = signed;
    const before = (await control.stats()).byKind['GET sobjects/describe'] ?? 0;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        engine.form(credentials).resourceMapping(form(record('create', 'Campaign')), 'getFieldsToCreate'),
      ),
    );
    expect(((await control.stats()).byKind['GET sobjects/describe'] ?? 0) - before).toBe(1);
    expect(org.url).toMatch(/^http:/);
  });

  test('says what is wrong with the credential in place of a list', async () => {
    const { type, data } = signed.credentials.get(APP);
    signed.credentials.set('bad', { type, data: { ...data, clientSecret: 'wrong', oauthTokenData: {} } });
    const bad = { ...form(record('create', '')), credentials: { [type]: 'bad' } };
    await expect(engine.form(signed.credentials).listSearch(bad, 'searchCreatableObjects')).rejects.toThrow(/secret/i);
  });

  test('A method that the node does not have is named', async () => {
    await expect(engine.form(signed.credentials).loadOptions(form({}), 'getThings')).rejects.toThrow(
      'has no loadOptions method "getThings"; it has getApiVersions, getChannels, getOperators, getReadableFields.',
    );
  });
});
