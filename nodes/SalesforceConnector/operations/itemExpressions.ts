import type { IDataObject } from 'n8n-workflow';

/**
 * A reference to a field of the item and nothing else, as the editor writes it when a field is dragged into the form.
 */
const ITEM_FIELD = /^=\{\{\s*\$json(?:\.([A-Za-z_]\w*)|\[(?:'([^'"\\]+)'|"([^'"\\]+)")\])\s*\}\}$/;

/** Means that only n8n can determine the value. */
export const UNKNOWN = Symbol('unknown');

type ItemReader = (json: IDataObject) => unknown;

/**
 * Reads a form field's value from an item, as n8n would evaluate it, if all its expressions only refer to fields of the
 * item with text, a number, a boolean or null; {@link UNKNOWN} otherwise. For each expression, n8n builds everything
 * that it could use, including the current time and date, which costs a hundred times as much as looking up the value:
 * see docs/performance.md.
 * @param written the field as written in the workflow
 */
export function itemReader(written: unknown): ItemReader {
  if (typeof written === 'string' && written.startsWith('=')) return named(written);
  if (typeof written !== 'object' || written === null) return () => written;
  const readers = Object.entries(written).map(([key, entry]) => [key, itemReader(entry)] as const);
  if (Array.isArray(written)) return (json) => all(readers.map(([, read]) => read(json)));
  if (readers.some(([key]) => key.startsWith('='))) return () => UNKNOWN;
  return (json) => {
    const copy: Record<string, unknown> = {};
    for (const [key, read] of readers) {
      const value = read(json);
      if (value === UNKNOWN) return UNKNOWN;
      copy[key] = value;
    }
    return copy;
  };
}

function named(expression: string): ItemReader {
  const [, plain, single, double] = ITEM_FIELD.exec(expression) ?? [];
  const name = plain ?? single ?? double;
  if (name === undefined) return () => UNKNOWN;
  return (json) => {
    const value = Object.hasOwn(json, name) ? json[name] : undefined;
    return value === undefined || (typeof value === 'object' && value !== null) ? UNKNOWN : value;
  };
}

function all(values: unknown[]): unknown {
  return values.includes(UNKNOWN) ? UNKNOWN : values;
}
