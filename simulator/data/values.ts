import type { Database, FieldSchema, Row } from '../types';
import type { ObjectRules } from '../schema';

const addressParts = ['City', 'Country', 'GeocodeAccuracy', 'Latitude', 'Longitude', 'PostalCode', 'State', 'Street'];

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

function compound(row: Row, parts: readonly (readonly [string, string])[]): Record<string, unknown> | null {
  const read = parts.map(([key, name]) => [key, row[name] ?? null] as const);
  return read.every(([, value]) => value === null) ? null : Object.fromEntries(read);
}

/** What a read of the field answers: compound fields as objects, what has a formula calculated, the rest as stored. */
export function readValue(rules: ObjectRules, database: Database, row: Row, field: FieldSchema): unknown {
  if (field.type === 'address') {
    const prefix = field.name.replace(/Address$/, '');
    return compound(
      row,
      addressParts.map((part) => [lowerFirst(part), prefix + part] as const),
    );
  }
  if (field.type === 'location') {
    const stem = field.name.replace(/__c$/, '');
    return compound(row, [
      ['latitude', `${stem}__Latitude__s`],
      ['longitude', `${stem}__Longitude__s`],
    ]);
  }
  const formula = rules.formulas?.get(field.name);
  if (formula !== undefined) return formula(row, database);
  // A checkbox always has a value.
  return row[field.name] ?? (field.type === 'boolean' ? false : null);
}
