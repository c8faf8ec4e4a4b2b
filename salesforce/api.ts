import { InputError, shorten } from './errors';

/** The version used unless the user chooses another: the newest that every org has. */
export const DEFAULT_API_VERSION = '67.0';

/**
 * `67`, `67.0` or `v67.0` as `67.0`.
 * @throws InputError when it is not a version
 */
export function apiVersion(text: string): string {
  const match = /^\s*v?(\d{2,3})(?:\.0)?\s*$/i.exec(text);
  if (match?.[1] === undefined) {
    throw new InputError(`“${shorten(text)}” is not a valid API version.`, {
      reason: 'notAnApiVersion',
      example: DEFAULT_API_VERSION,
    });
  }
  return `${match[1]}.0`;
}
