import { asError, InputError } from '../errors';

/**
 * A value as JSON. JSON has no NaN and no infinity: they would be sent as null, which clears a field.
 * @param what what the value belongs to, for the error
 * @throws InputError that names the place of what cannot be sent
 */
export function sendableJson(value: unknown, what: string): string {
  const places = new Map<unknown, string>();
  function checked(this: unknown, name: string, part: unknown): unknown {
    const place = placeInJson(places.get(this), Array.isArray(this) ? Number(name) : name);
    if (typeof part === 'object' && part !== null) places.set(part, place);
    if (typeof part !== 'bigint' && (typeof part !== 'number' || Number.isFinite(part))) return part;
    const where = place === '' ? '' : `${place} is `;
    throw new InputError(
      `${what}: ${where}${String(part)}, which is not a number that can be sent.`,
      { reason: 'notSendable' },
      what,
    );
  }
  try {
    return JSON.stringify(value, checked);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${what}: ${asError(error).message}`, { reason: 'notSendable' }, what);
  }
}

/** As in an expression: `items[0].Amount`. */
function placeInJson(outer: string | undefined, name: number | string): string {
  if (typeof name === 'number') return `${outer ?? ''}[${name}]`;
  return outer === undefined || outer === '' ? name : `${outer}.${name}`;
}

/** The value itself, once all of it can be sent. */
export function sendable<T>(value: T, what: string): T {
  if (typeof value === 'object' || typeof value === 'number' || typeof value === 'bigint') sendableJson(value, what);
  return value;
}
