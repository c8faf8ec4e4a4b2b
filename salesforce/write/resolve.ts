import type { FieldDescribe } from '../describe';
import { SalesforceError } from '../errors';
import type { Send } from '../http';
import { queryPages } from '../query';
import type { Saved } from '../records';
import { select } from '../soql';
import { soqlLiteral, soqlTypeOf } from '../values';

/** Which record a value of an external ID names: its ID, or why it names none. */
export type Resolved = { readonly error: Error } | { readonly id: NonNullable<Saved['id']> };

/** Characters of values in one query, of the 100,000 that a query can have altogether. */
const LONGEST_LIST = 90_000;

/**
 * Looks up the records that have these values in an external ID field: one query for as many values as fit into it.
 * @param field of the object, as describe gives it
 * @returns under each of the values; a value that no record has, or that several have, comes with its own error
 * @throws SalesforceError, ConnectionError when a query fails
 */
export async function resolveIds(
  send: Send,
  version: string,
  object: string,
  field: FieldDescribe,
  values: readonly string[],
): Promise<Map<string, Resolved>> {
  const { literals, resolved } = writeLiterals(values, field);
  for (const list of listsOf(literals)) {
    const idsOf = await findIds(send, version, object, field, list);
    for (const value of list) {
      const ids = idsOf.get(comparable(value, field)) ?? [];
      resolved.set(value, resolutionOf(value, ids, object, field));
    }
  }
  return resolved;
}

interface Literals {
  /** Length of each value as the query writes it. */
  literals: Map<string, number>;
  /** Those that no query can be asked for. */
  resolved: Map<string, Resolved>;
}

function writeLiterals(values: readonly string[], field: FieldDescribe): Literals {
  const literals = new Map<string, number>();
  const resolved = new Map<string, Resolved>();
  for (const value of values) {
    try {
      literals.set(value, soqlLiteral(value, soqlTypeOf(field), { field: field.name }).length);
    } catch (error) {
      resolved.set(value, { error: error as Error });
    }
  }
  return { literals, resolved };
}

function* listsOf(literals: ReadonlyMap<string, number>): Generator<string[]> {
  let list: string[] = [];
  let length = 0;
  for (const [value, characters] of literals) {
    if (length + characters > LONGEST_LIST) {
      yield list;
      list = [];
      length = 0;
    }
    list.push(value);
    length += characters + 2;
  }
  if (list.length > 0) yield list;
}

/** The IDs that the query finds, by the field's value as it is compared. */
async function findIds(
  send: Send,
  version: string,
  object: string,
  field: FieldDescribe,
  values: readonly string[],
): Promise<Map<string, string[]>> {
  const condition = { field: field.name, operator: 'in', value: values, type: soqlTypeOf(field) } as const;
  const soql = select({ object, fields: ['Id', field.name], where: { match: 'all', conditions: [condition] } });
  const found = new Map<string, string[]>();
  for await (const { records } of queryPages(send, version, soql)) {
    for (const record of records) {
      const value = comparable(String(record[field.name]), field);
      const ids = found.get(value);
      if (ids === undefined) found.set(value, [String(record['Id'])]);
      else ids.push(String(record['Id']));
    }
  }
  return found;
}

/** Two values are one to Salesforce when this is the same of both. */
function comparable(value: string, { caseSensitive, type }: FieldDescribe): string {
  if (soqlTypeOf({ type }) === 'number') return String(Number(value));
  return caseSensitive ? value : value.toLowerCase();
}

function resolutionOf(value: string, ids: readonly string[], object: string, { name }: FieldDescribe): Resolved {
  const [id, ...others] = ids;
  if (id === undefined) return refusal(404, 'NOT_FOUND', `No ${object} has “${value}” in ${name}.`, name);
  if (others.length === 0) return { id };
  return refusal(300, 'DUPLICATE_EXTERNAL_ID', `The matching records are ${ids.join(', ')}.`, name);
}

/** As REST answers to a single record that is addressed so. */
function refusal(status: number, errorCode: string, message: string, field: string): Resolved {
  return { error: new SalesforceError(status, [{ errorCode, message, fields: [field] }]) };
}
