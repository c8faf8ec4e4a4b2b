import type { IExecuteFunctions } from 'n8n-workflow';

import type { FormValues, Item } from '../operations/define';
import { readBinary, writeBinary } from './files';
import { itemReader, UNKNOWN } from './itemFields';

/** A field as it stands in the workflow; its value where that is the same for all items, or how items are read for it. */
type Field =
  | { readonly written: unknown; readonly value: unknown }
  | { readonly written: unknown; readonly read: ReturnType<typeof itemReader> }
  | 'missing';

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
  const shared = sharedReadings((name) => {
    const field = fieldOf(name);
    return field !== 'missing' && 'read' in field;
  });
  return context.getInputData().map(({ json }, index) => {
    const param = <T>(name: string, fallback?: T): T => {
      const field = fieldOf(name);
      if (field === 'missing') return fallback === undefined ? (context.getNodeParameter(name, index) as T) : fallback;
      const value = 'read' in field ? field.read(json) : field.value;
      return (value === UNKNOWN ? context.getNodeParameter(name, index) : value) as T;
    };
    return {
      index,
      json,
      param,
      shared: (read) => shared(read, param),
      written: <T>(name: string, fallback?: T): T => {
        const field = fieldOf(name);
        return (field === 'missing' ? fallback : field.written) as T;
      },
      readFile: (property) => readBinary(context, index, property),
      writeFile: (chunks, name) => writeBinary(context, chunks, name),
    };
  });
}

/** Remembers what is read of fields that are the same for all items. */
function sharedReadings(varies: (name: string) => boolean) {
  const known = new Map<unknown, unknown>();
  return <T>(read: (form: FormValues) => T, param: FormValues['param']): T => {
    if (known.has(read)) return known.get(read) as T;
    let isShared = true;
    const value = read({
      param: <V>(name: string, fallback?: V): V => {
        if (varies(name)) isShared = false;
        return param(name, fallback);
      },
    });
    if (isShared) known.set(read, value);
    return value;
  };
}

const MISSING = Symbol('missing');

function readField(context: IExecuteFunctions, name: string): Field {
  const written: unknown = context.getNodeParameter(name, 0, MISSING, { rawExpressions: true });
  if (written === MISSING) return 'missing';
  return isConstant(written) ? { written, value: context.getNodeParameter(name, 0) } : { written, read: itemReader(written) };
}

function isConstant(written: unknown): boolean {
  if (typeof written === 'string') return !written.startsWith('=');
  if (typeof written !== 'object' || written === null) return true;
  return Object.values(written).every(isConstant);
}
