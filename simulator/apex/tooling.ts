import { badRequest, ok, writeOptions, type Answer, type Call } from '../rest/call';
import { executeAnonymous } from './anonymous';

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm */
export function executeAnonymousByRest(call: Call): Answer {
  const code = call.query.get('anonymousBody');
  if (code === null) throw badRequest('MISSING_ARGUMENT', 'The anonymousBody parameter is required');
  return ok(executeAnonymous(call.org, code, writeOptions(call)).result);
}
