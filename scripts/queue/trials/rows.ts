import { markdownTable } from '../../../bench/markdown';
import { count, statusesInWords } from '../../instance/markdown';
import { megabytes, withMemory } from '../memory';
import { onStage, type Stage, type Trial } from '../trial';
import { salesforceNode, WebhookWorkflow } from '../webhook';

const LONGEST_MS = 900_000;
const FIELDS = 'Id, FirstName, LastName, Email, Phone, Title, LastModifiedDate';
const HEAD = ['Rows', 'As', 'Ended', 'Seconds', 'Most memory of the worker', 'Of the main process'];

/** How many rows of an org, and what they become. */
interface Read {
  readonly rows: number;
  readonly as: 'file' | 'items';
}

export const rowsTrial: Trial = {
  what: 'a query of many rows, as items and as a file: what n8n can hold and store',
  run: async (plan) => {
    const reads: readonly Read[] = [
      ...[10, 4, 2, 1].map((part) => ({ rows: Math.ceil(plan.rows / part), as: 'items' as const })),
      { rows: plan.rows, as: 'file' },
    ];
    const rows: string[][] = [];
    for (const read of reads) {
      plan.log(`${count(read.rows)} rows, as ${read.as}`);
      // Each in an n8n of its own: a worker's memory stays with it, and n8n runs again what a worker that ends has begun.
      rows.push(
        await onStage(plan, { workers: 1, org: { size: plan.rows } }, async (stage) => await tried(stage, read)),
      );
    }
    return { text: markdownTable(HEAD, rows), isGood: rows.at(-1)?.[2] === statusesInWords({ success: 1 }) };
  },
};

async function tried({ instance, credential }: Stage, { rows, as }: Read): Promise<string[]> {
  const soql = `SELECT ${FIELDS} FROM Contact LIMIT ${rows}`;
  const how =
    as === 'items' ? { resource: 'query', operation: 'soql' } : { resource: 'bulk', operation: 'query', output: as };
  const workflow = await WebhookWorkflow.publish(instance, [salesforceNode('Query', { ...how, soql })], credential);
  const began = Date.now();
  const { result: statuses, peaks } = await withMemory(instance, async () => {
    await workflow.start([{}]);
    return await workflow.ended(1, LONGEST_MS);
  });
  const seconds = count(Math.round((Date.now() - began) / 1_000));
  const reasons = Object.keys(await workflow.errors());
  const ended = [statusesInWords(statuses), ...reasons].join(': ');
  return [
    count(rows),
    as === 'file' ? 'a file' : 'items',
    ended,
    seconds,
    ...[peaks.worker, peaks.start].map(megabytes),
  ];
}
