import { asError, InputError } from '../errors';

/**
 * A value as JSON. JSON has no NaN and no infinity: they would be sent as null, which clears a field. It has no undefined
 * either, which would leave out its place, such as a condition, or be null in a list.
 * @param what what the value belongs to, for the error
 * @throws InputError that names the place of what cannot be sent
 */
export function sendableJson(value: unknown, what: string): string {
  const places = new Map<unknown, string>();
  /** The objects and lists that what is looked at is in, outermost first. */
  const around: unknown[] = [];
  function checked(this: unknown, name: string, part: unknown): unknown {
    const place = placeInJson(places.get(this), Array.isArray(this) ? Number(name) : name);
    let problem = whyUnsendable(part);
    if (typeof part === 'object' && part !== null) {
      while (around.length > 0 && around.at(-1) !== this) around.pop();
      if (around.includes(part)) problem = 'an object or a list that it is in itself, which has no end';
      around.push(part);
      places.set(part, place);
    }
    if (problem === undefined) return part;
    throw new InputError(`${what}: ${place === '' ? 'it' : place} is ${problem}.`, { reason: 'notSendable' }, what);
  }
  try {
    return JSON.stringify(value, checked);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const isTooDeep = error instanceof RangeError;
    const why = isTooDeep ? 'it is nested too deep to be sent.' : asError(error).message;
    throw new InputError(`${what}: ${why}`, { reason: 'notSendable' }, what);
  }
}

/** Why JSON cannot hold a part; undefined where it can. */
function whyUnsendable(part: unknown): string | undefined {
  switch (typeof part) {
    case 'undefined':
      return 'undefined, which would be left out. Its expression returned nothing';
    case 'function':
    case 'symbol':
      return `a ${typeof part}, which would be left out`;
    case 'bigint':
      return `${String(part)}, which is not a number that can be sent`;
    case 'number':
      return Number.isFinite(part) ? undefined : `${String(part)}, which is not a number that can be sent`;
    default:
      return undefined;
  }
}

/** As in an expression: `items[0].Amount`. */
function placeInJson(outer: string | undefined, name: number | string): string {
  if (typeof name === 'number') return `${outer ?? ''}[${name}]`;
  return outer === undefined || outer === '' ? name : `${outer}.${name}`;
}

/** The value itself, once all of it can be sent. */
export function sendable<T>(value: T, what: string): T {
  sendableJson(value, what);
  return value;
}
