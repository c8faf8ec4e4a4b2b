import type { IExecuteFunctions } from 'n8n-workflow';

import type { Item } from '../operations/define';
import { readBinary, writeBinary } from './files';
import { fromItem, UNKNOWN } from './itemFields';

/** How a field is read: once for all items, for each of them, or not at all. */
type Field = { readonly value: unknown } | { readonly written: unknown } | 'missing';

/**
 * The input items as operations see them. What a field holds that has no expression in it is the same for every item
 * and is evaluated once: n8n takes tens of microseconds for each reading, which is seconds over ten thousand items.
 */
export function itemsOf(context: IExecuteFunctions): Item[] {
  const fields = new Map<string, Field>();
  const fieldOf = (name: string): Field => {
    const field = fields.get(name) ?? readField(context, name);
    fields.set(name, field);
    return field;
  };
  return context.getInputData().map(({ json }, index) => ({
    index,
    json,
    param: <T>(name: string, fallback?: T): T => {
      const field = fieldOf(name);
      if (field === 'missing') return fallback === undefined ? (context.getNodeParameter(name, index) as T) : fallback;
      const value = 'value' in field ? field.value : fromItem(field.written, json);
      return (value === UNKNOWN ? context.getNodeParameter(name, index) : value) as T;
    },
    written: <T>(name: string, fallback?: T) =>
      context.getNodeParameter(name, index, fallback, { rawExpressions: true }) as T,
    readFile: (property) => readBinary(context, index, property),
    writeFile: (chunks, name) => writeBinary(context, chunks, name),
  }));
}

const MISSING = Symbol('missing');

function readField(context: IExecuteFunctions, name: string): Field {
  const written: unknown = context.getNodeParameter(name, 0, MISSING, { rawExpressions: true });
  if (written === MISSING) return 'missing';
  return isConstant(written) ? { value: context.getNodeParameter(name, 0) } : { written };
}

function isConstant(written: unknown): boolean {
  if (typeof written === 'string') return !written.startsWith('=');
  if (typeof written !== 'object' || written === null) return true;
  return Object.values(written).every(isConstant);
}
