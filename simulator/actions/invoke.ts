import { ApiError, type ApiErrorEntry } from '../types';
import { badRequest, isObject, objectBody, parserError, type Answer, type Call, type JsonObject } from '../rest/call';
import { statusEntry } from '../rest/composite/saveResults';
import type { ActionDefinition } from './action';

const MOST_INPUTS = 200;

/** What a run came to: its outputs, or what it failed of. */
type Run = { readonly outputs: JsonObject | null } | { readonly errors: readonly ApiErrorEntry[] };

/** Thrown to undo the runs of a request. */
class Undone extends Error {
  constructor(readonly runs: readonly Run[]) {
    super('undone');
  }
}

const hasFailed = (run: Run): boolean => 'errors' in run;

/**
 * One result for each input, in order. The runs share a transaction: one that fails is undone, alone or with all others.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_invocableactionsettings.htm
 */
export function invoke(call: Call, action: ActionDefinition): Answer {
  const inputs = inputsIn(call);
  const runs = runAll(call, action, inputs);
  const { failedStatus } = call.org.actions.settings;
  return {
    status: runs.some(hasFailed) ? failedStatus : 200,
    body: runs.map((run) => resultOf(action, run)),
  };
}

function inputsIn(call: Call): readonly JsonObject[] {
  const { inputs } = objectBody(call);
  if (!Array.isArray(inputs) || !inputs.every(isObject)) throw parserError('inputs must be a list of objects.');
  if (inputs.length === 0) throw badRequest('MISSING_ARGUMENT', 'No inputs were given.');
  if (inputs.length > MOST_INPUTS)
    throw badRequest('LIMIT_EXCEEDED', `At most ${String(MOST_INPUTS)} inputs can be run in a request.`);
  return inputs;
}

function runAll(call: Call, action: ActionDefinition, inputs: readonly JsonObject[]): readonly Run[] {
  const { store, actions } = call.org;
  try {
    return store.transaction(() => {
      const runs = inputs.map((input) => runOne(call, action, input));
      if (!actions.settings.partialSave && runs.some(hasFailed)) throw new Undone(runs);
      return runs;
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
    return error.runs.map((run) => (hasFailed(run) ? run : { errors: [ROLLED_BACK] }));
  }
}

const ROLLED_BACK: ApiErrorEntry = {
  errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Rolled back because another action of the request failed',
};

function runOne(call: Call, action: ActionDefinition, input: JsonObject): Run {
  try {
    checkInputs(action, input);
    return { outputs: call.org.store.transaction(() => action.run(call, input)) };
  } catch (error) {
    if (error instanceof ApiError) return { errors: error.errors };
    throw error;
  }
}

function checkInputs({ inputs }: ActionDefinition, given: JsonObject): void {
  const unknown = Object.keys(given).find((name) => !inputs.some((input) => input.name === name));
  if (unknown !== undefined) throw badRequest('INVALID_API_INPUT', `Unknown input parameter: ${unknown}`);
  const missing = inputs.find(({ name, required }) => required && (given[name] ?? null) === null);
  if (missing !== undefined)
    throw badRequest('REQUIRED_FIELD_MISSING', `Missing required input parameter: ${missing.name}`);
}

function resultOf({ name, actionName = name }: ActionDefinition, run: Run): JsonObject {
  const failed = 'errors' in run;
  return {
    actionName,
    errors: failed ? run.errors.map(statusEntry) : null,
    invocationId: null,
    isSuccess: !failed,
    outcome: null,
    outputValues: failed ? null : run.outputs,
    sortOrder: -1,
    version: 1,
  };
}
