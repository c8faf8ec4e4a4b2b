import { isRecord } from '../errors';

/** What stands beside a field's value for people to read. */
const BESIDE_VALUES: ReadonlySet<string> = new Set(['__typename', 'displayValue', 'format', 'label', 'value']);

interface SimpleEdge {
  readonly node: unknown;
}

/** An edge without a node may have a cursor alone. */
const isEdge = (edge: unknown): edge is SimpleEdge | null => edge === null || (isRecord(edge) && 'node' in edge);

/** A record without what only GraphQL needs: `{Name: {value: 'Acme'}}` is `{Name: 'Acme'}`, and a connection a list. */
export function simplifyNode(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(simplifyNode);
  if (!isRecord(node)) return node;
  if ('value' in node && Object.keys(node).every((name) => BESIDE_VALUES.has(name))) return node['value'];
  const { edges } = node;
  if (Array.isArray(edges) && edges.every(isEdge)) return edges.map((edge) => simplifyNode(edge?.node ?? null));
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, simplifyNode(value)]));
}
