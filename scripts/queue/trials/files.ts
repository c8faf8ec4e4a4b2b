import { randomBytes } from 'node:crypto';

import type { RunningOrg } from '../../../simulator';
import { adminWrite } from '../../../simulator/data';
import { factsOf } from '../../../simulator/data/blobs';
import type { Row } from '../../../simulator/types';
import { markdownTable } from '../../../bench/markdown';
import { count, statusesInWords } from '../../instance/markdown';
import { megabytes, withMemory } from '../memory';
import { onStage, type Trial } from '../trial';
import { salesforceNode, splitItems, waitNode, WebhookWorkflow } from '../webhook';

const WORKERS = 2;
const CHUNK_BYTES = 1_000_000;
const LONGEST_MS = 600_000;

const DOWNLOAD = {
  resource: 'file',
  operation: 'download',
  fileId: { __rl: true, mode: 'id', value: '={{ $json.file }}' },
};

const HEAD = ['File', 'Ended', 'Size and MD5 after', 'Seconds', 'Most memory of a worker', 'Of the main process'];

export const filesTrial: Trial = {
  what: 'a large file through n8n’s storage: one worker downloads it, and another uploads it',
  run: async (plan) =>
    await onStage(plan, { workers: WORKERS }, async ({ org, instance, credential }) => {
      const file = await keepFile(org, plan.megabytes);
      const upload = salesforceNode('Upload', { resource: 'file', operation: 'upload', title: 'Uploaded' });
      const nodes = [splitItems, salesforceNode('Download', DOWNLOAD), waitNode, upload];
      const workflow = await WebhookWorkflow.publish(instance, nodes, credential);
      const began = Date.now();
      const { result: statuses, peaks } = await withMemory(instance, async () => {
        await workflow.start([{ file }]);
        await workflow.until('waiting', LONGEST_MS);
        plan.log('the file is downloaded: other workers take over');
        await instance.setWorkers(0);
        await instance.setWorkers(WORKERS);
        return await workflow.ended(1, LONGEST_MS);
      });
      const [original, copy] = [versionTitled(org, 'Original'), versionTitled(org, 'Uploaded')].map((row) =>
        row === undefined ? undefined : factsOf(row['VersionData']),
      );
      const isSame = copy !== undefined && copy.md5 === original?.md5 && copy.size === original.size;
      const row = [
        `${plan.megabytes} MB`,
        statusesInWords(statuses),
        isSame ? 'the same' : `${String(copy?.size)} bytes`,
        count(Math.round((Date.now() - began) / 1_000)),
        ...[peaks.worker, peaks.start].map(megabytes),
      ];
      const failures = Object.keys(await workflow.errors()).map((message) => `- ${message}`);
      return { text: [markdownTable(HEAD, [row]), ...failures].join('\n'), isGood: isSame };
    }),
};

async function* someBytes(megabytes: number): AsyncGenerator<Uint8Array> {
  const chunk = randomBytes(CHUNK_BYTES);
  for (let left = megabytes; left > 0; left -= 1) {
    // No two chunks are the same, so that their order matters.
    chunk.writeUInt32LE(left, 0);
    yield Buffer.from(chunk);
  }
}

/** @returns the ID of a file that is in the org now */
async function keepFile({ org }: RunningOrg, megabytes: number): Promise<string> {
  const VersionData = await org.blobs.keep(someBytes(megabytes));
  const values = { VersionData, Title: 'Original', PathOnClient: 'original.bin' };
  return org.store.insert(versions(org), values, adminWrite(org.clock));
}

function versions({ store }: RunningOrg['org']) {
  const object = store.schema.object('ContentVersion');
  if (object === undefined) throw new Error('The org has no files.');
  return object;
}

function versionTitled({ org }: RunningOrg, title: string): Row | undefined {
  return [...org.store.rows(versions(org), { includeDeleted: false })].find(({ Title }) => Title === title);
}
