import type { IDataObject } from 'n8n-workflow';

/** A field of the item and nothing else, as the editor writes it when one is dragged into the form. */
const ITEM_FIELD = /^=\{\{\s*\$json(?:\.([A-Za-z_]\w*)|\[(?:'([^'"\\]+)'|"([^'"\\]+)")\])\s*\}\}$/;

/** That only n8n can tell the value. */
export const UNKNOWN = Symbol('unknown');

type ItemReader = (json: IDataObject) => unknown;

/**
 * Reads from an item what n8n makes of a form's field for it, where all its expressions only name fields of the item
 * that hold text, a number, a boolean or null; {@link UNKNOWN} otherwise. n8n builds the whole world that an expression
 * may ask for around each of them, the time now and today among it, which is a hundred times the cost of looking the
 * value up: see docs/performance.md.
 * @param written the field as it stands in the workflow
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
