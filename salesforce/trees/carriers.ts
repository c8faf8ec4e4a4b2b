import { requireFeature } from '../api';
import {
  AnswerError,
  expectBody,
  isFlag,
  isRecord,
  isText,
  listOf,
  maybe,
  objectWith,
  readErrors,
  SalesforceError,
} from '../errors';
import type { Response } from '../http';
import { apiName } from '../names';
import { dataPath } from '../path';
import {
  graphCarrier,
  isHalted,
  MOST_GRAPHS,
  MOST_NODES,
  readGraphs,
  type GraphNode,
  type NodeOutcomes,
} from '../requests/graph';
import { sendableJson } from '../values/sendable';
import type { Carrier } from '../write/carriers';
import type { RowsJob, WriteOutcome, WriteRow } from '../write/rows';
import { failedTree, savedTree, type RecordFailure } from './savedTree';
import { nested, type RecordTree, type TreeLimits, type TreeRecord } from './tree';

/** Trees are created; each as a whole or not at all. */
export interface TreeJob extends RowsJob {
  readonly operation: 'create';
  /** The trees of the rows, by their `index`. */
  readonly trees: ReadonlyMap<number, RecordTree>;
}

export const GRAPH_LIMITS: TreeLimits = { records: MOST_NODES, levels: 15, objects: 15 };

const referenceOf = (at: number): string => `r${at}`;
const referenceTo = (at: number): Pick<GraphNode, 'referenceId'> => ({ referenceId: referenceOf(at) });

/**
 * Many trees in a request, each a graph.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_limits.htm
 */
export const treesAsGraphs: Carrier<TreeJob> = {
  size: MOST_GRAPHS,
  most: MOST_NODES,
  notBegun: isHalted,

  plan(org, job, rows) {
    return graphCarrier.plan(
      org,
      treesOf(job, rows).map(({ index, records }) => ({ index, nodes: nodesOf(org.version, records) })),
    );
  },

  read(response, job, rows) {
    const trees = treesOf(job, rows);
    const graphs = trees.map(({ index, records }) => ({ index, nodes: records.map((_, at) => referenceTo(at)) }));
    return readGraphs(response, graphs).map(({ saved }, position) =>
      outcomeOfGraph((trees[position] ?? NO_TREE).records, saved, response),
    );
  },
};

const NO_TREE: Pick<RecordTree, 'records'> = { records: [] };

function nodesOf(version: string, records: readonly TreeRecord[]): GraphNode[] {
  return records.map(({ described, values, parent, field }, at) => ({
    method: 'POST',
    path: dataPath(version, 'sobjects', apiName(described.name, 'Object')),
    ...referenceTo(at),
    json: sendableJson(
      parent === undefined ? values : { ...values, [field]: `@{${referenceOf(parent)}.id}` },
      'Fields',
    ),
  }));
}

function outcomeOfGraph(records: readonly TreeRecord[], nodes: NodeOutcomes, response: Response): WriteOutcome {
  const errors = nodes.map((node) => ('error' in node ? node.error : undefined));
  const failed = errors.find((error) => error !== undefined);
  if (failed === undefined) {
    const ids = nodes.map((node) => ('saved' in node && isRecord(node.saved.body) ? node.saved.body['id'] : undefined));
    return savedAs(records, ids, response);
  }
  const open = errors.find((error) => error !== undefined && !(error instanceof SalesforceError));
  if (open !== undefined) return { error: open };
  // It is not about any of them: the graph was refused as a whole.
  if (errors.every((error) => error === failed)) return { error: failed };
  // Those that failed only because another one did have nothing to add.
  const failures = errors.flatMap((error, at): RecordFailure[] =>
    error instanceof SalesforceError && !isHalted(error) ? [[at, error.errors]] : [],
  );
  return failures.length === 0 ? { error: failed } : failedTree(records, failures);
}

function savedAs(records: readonly TreeRecord[], ids: readonly unknown[], response: Response): WriteOutcome {
  const saved = savedTree(records, ids);
  if (saved !== undefined) return { saved };
  throw new AnswerError(response.status, 'there is not one new record for each record', response.body);
}

export const TREE_LIMITS: TreeLimits = { records: 200, levels: 5, objects: 5 };

/**
 * One tree in a request: a request is saved as a whole or not at all.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobject_tree.htm
 */
export const treeAlone: Carrier<TreeJob> = {
  size: 1,

  plan(org, job, rows) {
    requireFeature(org, 'tree');
    const [tree] = treesOf(job, rows);
    if (tree === undefined) throw new Error('A request needs a tree.');
    const type = apiName(tree.records[0]?.described.name ?? '', 'Object');
    return {
      method: 'POST',
      path: dataPath(org.version, 'composite', 'tree', type),
      json: sendableJson({ records: [treeBody(tree.records)] }, 'Fields'),
    };
  },

  read(response, job, rows) {
    const { records } = treesOf(job, rows)[0] ?? NO_TREE;
    return [
      response.status === 400 && isTreeFailure(response.body)
        ? refusedTree(records, response)
        : createdTree(records, response),
    ];
  },
};

function treesOf({ trees }: TreeJob, rows: readonly WriteRow[]): RecordTree[] {
  return rows.flatMap(({ index }) => trees.get(index) ?? []);
}

/** The first record with the others in it. */
function treeBody(records: readonly TreeRecord[]): unknown {
  const written = records.map(({ described, values }, at) => ({
    attributes: { type: described.name, referenceId: referenceOf(at) },
    ...values,
  }));
  return nested(records, written, (list) => ({ records: list }));
}

const isTreeAnswer = objectWith({
  hasErrors: isFlag,
  results: listOf(objectWith({ referenceId: isText, id: isText })),
});

function createdTree(records: readonly TreeRecord[], response: Response): WriteOutcome {
  const { hasErrors, results } = expectBody(response, isTreeAnswer, 'a result for each record', 201);
  const byReference = new Map(results.map(({ referenceId, id }) => [referenceId, id]));
  const isWhole = !hasErrors && results.length === records.length;
  return savedAs(records, isWhole ? records.map((_, at) => byReference.get(referenceOf(at))) : [], response);
}

const isTreeFailure = objectWith({
  hasErrors: isFlag,
  results: listOf(objectWith({ referenceId: maybe(isText), errors: listOf(isRecord) })),
});

/** Only the records that failed are listed; or none, where the tree was refused as a whole. */
function refusedTree(records: readonly TreeRecord[], response: Response): WriteOutcome {
  const { results } = expectBody(response, isTreeFailure, 'the errors of records', 400);
  const [first, ...others] = results;
  if (first !== undefined && others.length === 0 && !isText(first.referenceId))
    return { error: new SalesforceError(400, readErrors({ status: 400, body: first.errors })) };
  const failures = results.map(({ referenceId, errors }): RecordFailure => {
    const at = records.findIndex((_, place) => referenceOf(place) === referenceId);
    return [at, readErrors({ status: 400, body: errors })];
  });
  if (failures.length > 0 && failures.every(([at]) => at >= 0)) return failedTree(records, failures);
  throw new AnswerError(response.status, 'the errors of records were expected', response.body);
}
