import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { SavedCredential } from '../../../credentials';
import type { Scene } from '../../scenario';
import { publishShown, showExecutions, showLastSuccess, unpublishShown } from '../../screen/executions';
import { hasWords, shows } from '../../screen/form';
import { closeNode, openNode, output } from '../../screen/node';
import { type PlacedNode, showDrawing } from '../../screen/workflow';
import { CONTACT, hasOnce, salesforce, untilSaved } from './loads';

/** Nights are short here. */
const NIGHT: PlacedNode = {
  name: 'Every Night',
  type: 'n8n-nodes-base.scheduleTrigger',
  typeVersion: 1.2,
  parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } },
};

const IF_ROWS_FAILED: PlacedNode = {
  name: 'If Rows Failed',
  type: 'n8n-nodes-base.if',
  typeVersion: 2.2,
  parameters: {
    conditions: {
      options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
      combinator: 'and',
      conditions: [{ leftValue: '={{ $json.failed }}', rightValue: 0, operator: { type: 'number', operation: 'gt' } }],
    },
    options: {},
  },
};

const fileNode = (name: string, parameters: object): PlacedNode => ({
  name,
  type: 'n8n-nodes-base.readWriteFile',
  parameters: { ...parameters, options: {} },
});

const csv = (email: string): string =>
  [
    'External_Id__c,LastName,Email',
    'N-1,Night 1,one@example.com',
    `N-2,Night 2,${email}`,
    'N-3,Night 3,three@example.com',
  ].join('\n');

/** A file is loaded by a schedule; one of its rows is bad until somebody corrects it. */
export async function nightlyLoad({ page, n8n, org, step }: Scene, credential: SavedCredential): Promise<void> {
  const [source, report] = ['contacts.csv', 'failed.csv'].map((name) => path.join(n8n.files, name)) as [string, string];
  const load = salesforce('Load', credential, {
    resource: 'bulk',
    operation: 'loadFile',
    object: CONTACT,
    ingestOperation: 'upsert',
    externalIdField: { __rl: true, mode: 'name', value: 'External_Id__c' },
  });
  writeFileSync(source, csv('no address'));
  let workflow = '';

  await step(
    'Builds a nightly load of a CSV file with a report of the rows that failed, and publishes it',
    async () => {
      const id = await showDrawing(page, n8n, {
        trigger: NIGHT,
        chains: [
          [
            fileNode('Read CSV', { fileSelector: source }),
            load,
            IF_ROWS_FAILED,
            fileNode('Write Report', { operation: 'write', fileName: report, dataPropertyName: 'failed' }),
            { name: 'Report', type: 'n8n-nodes-base.extractFromFile', parameters: { binaryPropertyName: 'failed' } },
          ],
        ],
      });
      workflow = `${n8n.url}/workflow/${id}`;
      return await publishShown(page);
    },
  );
  await step('Waits for two nights, in which the same file is loaded', async () => {
    const nights = await showExecutions(page, workflow, /Succeeded[^]*Succeeded/);
    return `${nights} ${hasOnce(org, 'Night', ['Night 1', 'Night 3'])}`;
  });
  await step('Opens an execution, and the report in it', async () => {
    await showLastSuccess(page);
    await openNode(page, 'Report');
    const shown = await shows(output(page), 'sf__Error');
    return hasWords(shown, '1 item', 'N-2', 'INVALID_EMAIL_ADDRESS:Email: invalid email address: no address');
  });
  await step('Opens the report’s file', async () => {
    const rows = readFileSync(report, 'utf8').trim().split('\n');
    if (rows.length !== 2) throw new Error(`The report has ${rows.length} lines.`);
    return hasWords(rows.join('\n'), 'sf__Error', 'invalid email address: no address', 'N-2', 'Night 2');
  });
  await closeNode(page);
  await step('Corrects the row, and unpublishes the workflow after the next night', async () => {
    writeFileSync(source, csv('two@example.com'));
    await untilSaved(org, 'Night', 3);
    return await unpublishShown(page);
  });
  await step('Opens the last execution: all rows were loaded, and there is no report', async () => {
    await showExecutions(page, workflow, 'Succeeded');
    await showLastSuccess(page);
    await openNode(page, 'Load');
    const shown = await shows(output(page), 'successful.csv');
    if (shown.includes('failed.csv')) throw new Error(`There still is a report: ${shown}`);
    return `${shown} ${hasOnce(org, 'Night', ['Night 1', 'Night 2', 'Night 3'])}`;
  });
}
