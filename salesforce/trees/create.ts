import { hasFeature } from '../api';
import { InputError } from '../errors';
import type { Org, Versioned } from '../org';
import { parentReader } from '../write/parents';
import { writeByRequests, type RequestSettings } from '../write/byRequests';
import type { WriteOutcome, WriteRow } from '../write/rows';
import { GRAPH_LIMITS, TREE_LIMITS, treeAlone, treesAsGraphs, type TreeJob } from './carriers';
import { checkTree, type RecordTree, type TreeRecord } from './tree';

/**
 * Whether a text is in it that a graph would replace: `@{` begins a reference to another of its records, and nothing
 * escapes it.
 */
function hasReference({ values }: TreeRecord): boolean {
  return JSON.stringify(values).includes('@{');
}

function asGraph(org: Versioned, { records }: Pick<RecordTree, 'records'>): boolean {
  return hasFeature(org, 'graph') && !records.some(hasReference);
}

/** @throws InputError for a tree that no request takes */
export function checkTreeSize(org: Versioned, records: readonly TreeRecord[]): void {
  if (asGraph(org, { records })) return checkTree(records, GRAPH_LIMITS);
  try {
    checkTree(records, TREE_LIMITS);
  } catch (error) {
    if (!(error instanceof InputError) || !hasFeature(org, 'graph')) throw error;
    throw new InputError(`${error.message} More are only where no value has “@{” in it.`, { reason: 'treeTooLarge' });
  }
}

/**
 * Creates records with their children, each such tree as a whole or not at all.
 * @returns one outcome for each tree, by its `index`
 * @throws what `org.wait` throws when the execution is canceled
 */
export async function createTrees(
  org: Org,
  trees: readonly RecordTree[],
  settings: RequestSettings,
): Promise<Map<number, WriteOutcome>> {
  const graphs = trees.filter((tree) => asGraph(org, tree));
  const others = trees.filter((tree) => !asGraph(org, tree));
  const job: TreeJob = {
    operation: 'create',
    allOrNone: false,
    trees: new Map(trees.map((tree) => [tree.index, tree])),
  };
  const outcomes = new Map<number, WriteOutcome>();
  for (const [carrier, some] of [
    [treesAsGraphs, graphs],
    [treeAlone, others],
  ] as const) {
    if (some.length === 0) continue;
    const written = await writeByRequests(org, carrier, { job, rows: some.map(rowOfTree) }, settings);
    for (const [index, outcome] of written) outcomes.set(index, outcome);
  }
  return outcomes;
}

function rowOfTree({ index, records }: RecordTree): WriteRow {
  const [first] = records;
  const parent = first === undefined ? undefined : parentReader(first.described)(first.values);
  return { index, values: {}, weight: records.length, ...(parent === undefined ? {} : { parent }) };
}
