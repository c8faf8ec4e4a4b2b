import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import axios from 'axios';
import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { createEngine, type Engine } from '../../engine';
import { adminWrite } from '../../simulator/data';
import { Poller } from './poller';
import { orgWithCredentials, PACKAGE, type Signed } from './salesforce';

const MINUTE = 60_000;

let engine: Engine;
let signed: Signed;
let passed = 0;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials();
  const { now } = Date;
  // n8n's clock and the org's.
  jest.spyOn(Date, 'now').mockImplementation(() => now() + passed);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await signed.org.close();
  engine.close();
});

/** Polls with the built-in trigger, as n8n's scheduler does. */
async function builtInPoller(): Promise<() => Promise<IDataObject[]>> {
  const { clientId, clientSecret, url } = signed.org;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const { data } = await axios.post<{ access_token: string }>(
    `${url}/services/oauth2/token`,
    new URLSearchParams(form),
  );
  const parameters: Record<string, string> = { triggerOn: 'contactUpdated', authentication: 'oAuth2' };
  const state = {};
  const context = {
    getWorkflowStaticData: () => state,
    getNodeParameter: (name: string) => parameters[name],
    getNode: () => ({ name: 'Trigger', typeVersion: 1.1 }),
    getMode: () => 'trigger',
    getCredentials: async () => ({ oauthTokenData: { instance_url: url } }),
    logger: { debug: () => undefined },
    helpers: {
      returnJsonArray: (records: IDataObject[]) => records.map((json) => ({ json })),
      requestOAuth2: async (_: string, { uri, qs }: { uri: string; qs: object }) =>
        (await axios.get<object>(uri, { params: qs, headers: { Authorization: `Bearer ${data.access_token}` } })).data,
    },
  } as unknown as IPollFunctions;
  const trigger = engine.packages.getByNameAndVersion('n8n-nodes-base.salesforceTrigger', 1.1);
  return async () => {
    const output: INodeExecutionData[][] | null = (await trigger.poll?.call(context)) ?? null;
    return (output ?? []).flat().map(({ json }) => json);
  };
}

test('An update seconds after the creation starts the workflow, which the built-in trigger misses', async () => {
  const pollBuiltIn = await builtInPoller();
  const object = { __rl: true, mode: 'name', value: 'Contact' };
  const ours = new Poller({ engine, signed, parameters: { triggerOn: 'updated', object } });
  const { clock, store } = signed.org.org;
  const contact = store.schema.object('Contact');
  if (contact === undefined) throw new Error('The org has no contacts.');
  const add = () => store.insert(contact, { LastName: 'New' }, adminWrite(clock));
  const change = (id: string) => store.update(contact, id, { LastName: 'Changed' }, adminWrite(clock));
  const old = add();
  passed += 60 * MINUTE;
  await ours.activate();
  await pollBuiltIn();
  passed += MINUTE;
  const young = add();
  passed += 10_000;
  change(old);
  change(young);
  const seen: Record<string, unknown[]> = { builtIn: [], ours: [] };
  for (let polls = 0; polls < 40; polls += 1) {
    passed += MINUTE;
    seen['builtIn']?.push(...(await pollBuiltIn()).map(({ Id }) => Id));
    seen['ours']?.push(...((await ours.poll()) ?? []).map(({ Id }) => Id));
  }
  expect(seen).toEqual({ builtIn: [old], ours: [old, young] });
});
