import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine, RunResult } from '../../engine';
import { APP, JWT, orgWithCredentials, PACKAGE, salesforce, type CredentialId, type Signed } from './salesforce';
import { chain, itemsOf, manualTrigger, node } from './workflows';
import { quickPauses } from '../support/quickPauses';

quickPauses(5_000);

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials();
});

afterAll(async () => {
  await signed.org.close();
  engine.close();
});

const request = (parameters: IDataObject, credential: CredentialId = APP) =>
  salesforce('Request', credential, { resource: 'request', operation: 'send', ...parameters } as INodeParameters);

async function sentBy(...nodes: ReturnType<typeof request>[]): Promise<RunResult> {
  const result = await engine.run(chain(manualTrigger, ...nodes), { credentials: signed.credentials });
  expect(result.error).toBeUndefined();
  return result;
}

describe.each([APP, JWT] as const)('Signed in by %s, a request', (credential) => {
  test('reads, and writes each kind of body', async () => {
    const list = await sentBy(request({ path: 'limits' }, credential));
    expect(itemsOf(list, 'Request')).toEqual([expect.objectContaining({ DailyApiRequests: expect.anything() })]);
    const written = { method: 'POST', path: 'sobjects/Account', bodyType: 'json', jsonBody: '{"Name":"Wire"}' };
    const made = await sentBy(request(written, credential));
    expect(itemsOf(made, 'Request')).toEqual([expect.objectContaining({ success: true })]);
  });

  test('renews its session once, for whatever method', async () => {
    await sentBy(request({ path: 'limits' }, credential));
    await signed.control.post('sessions', { expire: true });
    const body = { method: 'POST', path: 'sobjects/Account', bodyType: 'text', contentType: 'application/json' };
    const made = await sentBy(request({ ...body, textBody: '{"Name":"Renewed"}' }, credential));
    expect(itemsOf(made, 'Request')).toEqual([expect.objectContaining({ success: true })]);
  });

  test('takes an address on the org’s own host', async () => {
    const result = await sentBy(request({ path: `${signed.org.url}/services/data/v67.0/limits` }, credential));
    expect(itemsOf(result, 'Request')).toHaveLength(1);
  });
});

test('A file goes up as it is, and comes down with its name', async () => {
  const bytes = Buffer.from([0, 255, 254, 10, 13]).toString('base64');
  const item = node('Item', 'set', 3.4, {
    mode: 'raw',
    jsonOutput: JSON.stringify({ VersionData: bytes, Title: 'x', PathOnClient: 'x.bin' }),
  });
  const toFile = node('File', 'convertToFile', 1.1, { operation: 'toJson', mode: 'each', options: {} });
  const up = request({
    method: 'POST',
    path: 'sobjects/ContentVersion',
    bodyType: 'file',
    contentType: 'application/json',
  });
  const uploaded = await sentBy(item, toFile, up);
  const [{ id } = { id: '' }] = itemsOf(uploaded, 'Request') as { id: string }[];
  const down = request({ path: `sobjects/ContentVersion/${id}/VersionData` });
  const result = await sentBy(down);
  const [output] = result.nodes.get('Request')?.outputs[0] ?? [];
  expect(output?.json).toMatchObject({ fileName: 'VersionData' });
  const file = output?.binary?.['data'];
  if (file === undefined) throw new Error('There is no file.');
  expect((await Container.get(BinaryDataService).getAsBuffer(file)).toString('base64')).toBe(bytes);
});
