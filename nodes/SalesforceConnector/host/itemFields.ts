import type { IDataObject } from 'n8n-workflow';

/** A field of the item and nothing else, as the editor writes it when one is dragged into the form. */
const ITEM_FIELD = /^=\{\{\s*\$json(?:\.([A-Za-z_]\w*)|\[(?:'([^'"\\]+)'|"([^'"\\]+)")\])\s*\}\}$/;

/** That only n8n can tell the value. */
export const UNKNOWN = Symbol('unknown');

/**
 * What n8n makes of a form's field for an item, where all its expressions only name fields of the item that hold text,
 * a number, a boolean or null; {@link UNKNOWN} otherwise. n8n builds the whole world that an expression may ask for
 * around each of them, the time now and today among it, which is a hundred times the cost of looking the value up: see
 * docs/performance.md.
 * @param written the field as it stands in the workflow
 */
export function fromItem(written: unknown, json: IDataObject): unknown {
  if (typeof written === 'string') return written.startsWith('=') ? named(written, json) : written;
  if (typeof written !== 'object' || written === null) return written;
  if (Array.isArray(written)) return all(written.map((entry) => fromItem(entry, json)));
  const copy: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(written)) {
    const value = key.startsWith('=') ? UNKNOWN : fromItem(entry, json);
    if (value === UNKNOWN) return UNKNOWN;
    copy[key] = value;
  }
  return copy;
}

function named(expression: string, json: IDataObject): unknown {
  const [, plain, single, double] = ITEM_FIELD.exec(expression) ?? [];
  const name = plain ?? single ?? double;
  if (name === undefined || !Object.hasOwn(json, name)) return UNKNOWN;
  const value = json[name];
  return value === undefined || (typeof value === 'object' && value !== null) ? UNKNOWN : value;
}

function all(values: unknown[]): unknown {
  return values.includes(UNKNOWN) ? UNKNOWN : values;
}
