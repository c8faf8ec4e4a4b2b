import type { ApiErrorEntry, ObjectSchema } from '../../types';
import { ApiError } from '../../types';
import type { Answer, Call, JsonObject } from '../call';
import { badRequest, isObject, objectBody, parserError, writeOptions } from '../call';
import { objectNamed } from '../objects';
import { statusEntry } from './saveResults';

const MAX_RECORDS = 200;
const MAX_TYPES = 5;
const MAX_LEVELS = 5;

/** One record of a tree, its children taken out. */
interface Node {
  object: ObjectSchema;
  referenceId: string;
  values: JsonObject;
  /** The field that points at the parent, and the parent. */
  parent?: { field: string; node: Node };
}

interface Level {
  object: ObjectSchema;
  records: readonly unknown[];
  parent?: Node['parent'];
}

const invalid = (message: string): ApiError => badRequest('INVALID_INPUT', message);

function childLevel(call: Call, node: Node, name: string, value: unknown): Level | undefined {
  const child = node.object.childRelationships.find(
    (entry) => entry.relationshipName?.toLowerCase() === name.toLowerCase(),
  );
  if (!child || !isObject(value) || !Array.isArray(value['records'])) return undefined;
  return {
    object: objectNamed(call, child.childSObject),
    records: value['records'],
    parent: { field: child.field, node },
  };
}

/** One record into its node and the levels below it. */
function readRecord(call: Call, level: Level, record: unknown): { node: Node; below: Level[] } {
  const attributes = isObject(record) ? record['attributes'] : undefined;
  if (!isObject(record) || !isObject(attributes))
    throw parserError('Every record of a tree needs attributes with type and referenceId');
  const { type, referenceId } = attributes;
  if (typeof referenceId !== 'string' || referenceId === '')
    throw invalid('referenceId is required in the attributes of every record');
  if (typeof type !== 'string' || type.toLowerCase() !== level.object.name.toLowerCase()) {
    throw invalid(`Record ${referenceId} must be of type ${level.object.name}`);
  }
  const values: Record<string, unknown> = {};
  const node: Node = { object: level.object, referenceId, values, ...(level.parent && { parent: level.parent }) };
  const below: Level[] = [];
  for (const [name, value] of Object.entries(record)) {
    const children = childLevel(call, node, name, value);
    if (children) below.push(children);
    else if (name !== 'attributes') values[name] = value;
  }
  return { node, below };
}

/** Every record of the tree, parents before children, level by level. */
function nodesOf(call: Call, object: ObjectSchema, records: readonly unknown[]): Node[] {
  const nodes: Node[] = [];
  let levels: Level[] = [{ object, records }];
  for (let depth = 1; levels.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) throw invalid(`A tree may be at most ${String(MAX_LEVELS)} levels deep`);
    const read = levels.flatMap((level) => level.records.map((record) => readRecord(call, level, record)));
    nodes.push(...read.map(({ node }) => node));
    levels = read.flatMap(({ below }) => below);
  }
  if (nodes.length > MAX_RECORDS) throw invalid(`A request may hold at most ${String(MAX_RECORDS)} records`);
  if (new Set(nodes.map((node) => node.object.name)).size > MAX_TYPES)
    throw invalid(`A request may hold at most ${String(MAX_TYPES)} types of records`);
  return nodes;
}

interface Failure {
  referenceId: string;
  errors: JsonObject[];
}

const refused = (results: Failure[]): Answer => ({ status: 400, body: { hasErrors: true, results } });

const failureOf = (node: Node, errors: readonly ApiErrorEntry[]): Failure => ({
  referenceId: node.referenceId,
  errors: errors.map(statusEntry),
});

/** Each instance of a referenceId that comes twice. */
function duplicates(nodes: readonly Node[]): Failure[] {
  const counts = new Map<string, number>();
  for (const { referenceId } of nodes) counts.set(referenceId, (counts.get(referenceId) ?? 0) + 1);
  const error = { errorCode: 'INVALID_INPUT', message: 'Duplicate ReferenceId provided in the request.' };
  return nodes.filter((node) => (counts.get(node.referenceId) ?? 0) > 1).map((node) => failureOf(node, [error]));
}

/** Thrown to make the transaction undo what was written. */
class TreeFailed extends Error {
  constructor(readonly failure: Failure) {
    super('rolled back');
  }
}

function insertAll(call: Call, nodes: readonly Node[]): Map<Node, string> {
  const ids = new Map<Node, string>();
  const options = writeOptions(call);
  for (const node of nodes) {
    const link = node.parent && { [node.parent.field]: ids.get(node.parent.node) };
    try {
      ids.set(node, call.org.store.insert(node.object, { ...node.values, ...link }, options));
    } catch (error) {
      if (error instanceof ApiError) throw new TreeFailed(failureOf(node, error.errors));
      throw error;
    }
  }
  return ids;
}

/** POST /composite/tree/X: all records or none. A failure lists only the records that failed. */
export function tree(call: Call, objectName: string): Answer {
  const records = objectBody(call)['records'];
  if (!Array.isArray(records)) throw parserError('records must be a list of sObjects');
  const nodes = nodesOf(call, objectNamed(call, objectName), records);
  const twice = duplicates(nodes);
  if (twice.length > 0) return refused(twice);
  try {
    const ids = call.org.store.transaction(() => insertAll(call, nodes));
    const results = nodes.map((node) => ({ referenceId: node.referenceId, id: ids.get(node) }));
    return { status: 201, body: { hasErrors: false, results } };
  } catch (error) {
    if (error instanceof TreeFailed) return refused([error.failure]);
    throw error;
  }
}
