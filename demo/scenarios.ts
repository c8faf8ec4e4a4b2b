import type { IDataObject } from 'n8n-workflow';

import type { RunResult } from '../engine';

/** A record that Salesforce, or the node before it, refused. */
export interface Refused {
  record: string;
  reason: string;
}

/** What a run did, in the words of the account that the demo gives. */
export interface Tally {
  /** Such as `created`, with how many. */
  done: Record<string, number>;
  refused: Refused[];
}

/** One workflow, run once or more. */
export interface Scenario {
  /** Name of the file in demo/workflows. */
  file: string;
  signIn: 'JWT bearer' | 'web server flow';
  /** Reads from the finished run what it did. */
  tally: (run: RunResult) => Tally;
  rounds: readonly Round[];
}

export interface Round {
  /** What is special about this time. */
  remark?: string;
  /** The node that finds its session ended: all sessions of the org are, when it starts. */
  expireAt?: string;
}

function items(run: RunResult, node: string): IDataObject[] {
  return (run.nodes.get(node)?.outputs[0] ?? []).map(({ json }) => json);
}

function refusedIn(run: RunResult, ...nodes: string[]): Refused[] {
  return nodes
    .flatMap((node) => items(run, node))
    .map(({ record, reason }) => ({
      record: String(record),
      reason: String(reason),
    }));
}

/** Upserts say of each record whether it is new. */
function upserted(run: RunResult, ...nodes: string[]): Record<string, number> {
  const saved = nodes.flatMap((node) => items(run, node));
  const created = saved.filter((item) => item['created'] === true).length;
  return { created, updated: saved.length - created };
}

export const SCENARIOS: readonly Scenario[] = [
  {
    file: 'new-leads-from-form.json',
    signIn: 'web server flow',
    tally: (run) => ({
      done: { created: items(run, 'Created').length, updated: items(run, 'Updated').length },
      refused: refusedIn(run, 'Failed'),
    }),
    rounds: [{}, { remark: 'The same form data again, after the session has expired', expireAt: 'Find leads' }],
  },
  {
    file: 'nightly-csv-sync.json',
    signIn: 'JWT bearer',
    tally: (run) => ({
      done: upserted(run, 'Upsert accounts', 'Upsert contacts'),
      refused: refusedIn(run, 'Refused accounts', 'Refused contacts'),
    }),
    rounds: [
      { remark: 'The session expires in the middle', expireAt: 'Upsert contacts' },
      { remark: 'The same files the next night' },
    ],
  },
  {
    file: 'stale-opportunity-tasks.json',
    signIn: 'JWT bearer',
    tally: (run) => ({
      done: { 'tasks created': items(run, 'Owner of each').length, 'owners reminded': items(run, 'By owner').length },
      refused: refusedIn(run, 'Refused'),
    }),
    rounds: [{}, { remark: 'The next morning, for the remaining ones' }],
  },
  {
    file: 'opportunity-changes-to-chat.json',
    signIn: 'JWT bearer',
    tally: (run) => ({ done: { sent: items(run, 'One message').length }, refused: [] }),
    rounds: [{}],
  },
  {
    file: 'contacts-in-two-systems.json',
    signIn: 'JWT bearer',
    tally: (run) => ({ done: upserted(run, 'Create or update contact'), refused: [] }),
    rounds: [{}, { remark: 'The same contacts again' }],
  },
  {
    file: 'order-events-to-opportunities.json',
    signIn: 'JWT bearer',
    tally: (run) => ({ done: upserted(run, 'Close or create opportunity'), refused: [] }),
    rounds: [{}, { remark: 'The same events again' }],
  },
  {
    file: 'weekly-pipeline-report.json',
    signIn: 'JWT bearer',
    tally: (run) => ({
      done: { lines: items(run, 'Line of each group').length, exported: items(run, 'Workbook').length },
      refused: [],
    }),
    rounds: [{}],
  },
  {
    file: 'won-opportunities-handover.json',
    signIn: 'JWT bearer',
    tally: (run) => ({
      done: {
        filed: items(run, 'File the letter').length,
        'tasks created': items(run, 'Task for the call').length,
        published: items(run, 'Tell other systems').length,
      },
      refused: [],
    }),
    rounds: [{}],
  },
];
