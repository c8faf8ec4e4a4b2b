import { isRecord } from '../errors';

/** What stands beside a field's value for people to read. */
const BESIDE_VALUES: ReadonlySet<string> = new Set(['__typename', 'displayValue', 'format', 'label', 'value']);

/** A record without what only GraphQL needs: `{Name: {value: 'Acme'}}` is `{Name: 'Acme'}`, and a connection a list. */
export function simplifyNode(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(simplifyNode);
  if (!isRecord(node)) return node;
  if ('value' in node && Object.keys(node).every((name) => BESIDE_VALUES.has(name))) return node['value'];
  const { edges } = node;
  if (Array.isArray(edges)) return edges.map((edge: unknown) => simplifyNode(isRecord(edge) ? edge['node'] : edge));
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, simplifyNode(value)]));
}
