import { asError, InputError } from '../errors';

/**
 * A value as JSON. JSON has no NaN and no infinity: they would be sent as null, which clears a field.
 * @param what what the value belongs to, for the error
 * @throws InputError that names the place of what cannot be sent
 */
export function sendableJson(value: unknown, what: string): string {
  try {
    return JSON.stringify(value, (name, part: unknown) => {
      if (typeof part !== 'bigint' && (typeof part !== 'number' || Number.isFinite(part))) return part;
      const place = name === '' ? '' : `${name} is `;
      throw new InputError(
        `${what}: ${place}${String(part)}, which is not a number that can be sent.`,
        { reason: 'notSendable' },
        what,
      );
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${what}: ${asError(error).message}`, { reason: 'notSendable' }, what);
  }
}

/** The value itself, once all of it can be sent. */
export function sendable<T>(value: T, what: string): T {
  if (typeof value === 'object' || typeof value === 'number' || typeof value === 'bigint') sendableJson(value, what);
  return value;
}
