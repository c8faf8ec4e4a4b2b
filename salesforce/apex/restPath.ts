import { InputError, shorten } from '../errors';
import { APEX_REST } from '../path';
import { orgPath, type PathBase } from '../requests/orgPath';

/**
 * The path of an Apex class, with its query string: from a path below `/services/apexrest/` (`orders/1`), a whole one, or
 * an address on the org's own host.
 * @throws InputError for whatever leads, or might lead, anywhere else
 */
export function apexRestPath(text: string, base: PathBase): string {
  const written = text.trim();
  const isWhole = /^(?:\/?services(?:\/|$)|\/\/|[a-z][a-z\d+.-]*:)/i.test(written);
  const path = pathOfClass(isWhole ? written : `${APEX_REST}${written.replace(/^\//, '')}`, base);
  if (path.startsWith(APEX_REST) && /^[^/?]/.test(path.slice(APEX_REST.length))) return path;
  throw notAnApexPath(`Path: “${shorten(written)}” does not lead to a class below ${APEX_REST}.`);
}

function pathOfClass(text: string, base: PathBase): string {
  try {
    return orgPath(text, base);
  } catch (error) {
    if (error instanceof InputError && error.problem.reason === 'notAnOrgPath') throw notAnApexPath(error.message);
    throw error;
  }
}

function notAnApexPath(message: string): InputError {
  return new InputError(message, { reason: 'notAnApexPath' }, 'Path');
}
