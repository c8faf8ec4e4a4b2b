import type { ActionDefinition, ActionKind } from './action';
import {
  notFound,
  objectBody,
  isObject,
  ok,
  root,
  parserError,
  type Answer,
  type Call,
  type Handler,
} from '../rest/call';
import { revalidated } from '../rest/conditions';
import { invoke } from './invoke';

const CUSTOM: readonly ActionKind[] = ['quickAction', 'apex', 'emailAlert', 'flow'];

const kindPath = (call: Call, kind: ActionKind): string =>
  `${root(call)}/actions/${kind === 'standard' ? kind : `custom/${kind}`}`;

const objectOf = ({ name }: ActionDefinition): string | undefined =>
  name.includes('.') ? name.split('.')[0] : undefined;

/** GET /actions */
export const actionTypes: Handler = (call) =>
  ok({ standard: `${root(call)}/actions/standard`, custom: `${root(call)}/actions/custom` });

/** GET /actions/custom */
export const customActionTypes: Handler = (call) =>
  ok(Object.fromEntries(CUSTOM.map((kind) => [kind, kindPath(call, kind)])));

function summary(call: Call, action: ActionDefinition): object {
  const { kind, label, name, type } = action;
  return { label, name, type, url: `${kindPath(call, kind)}/${name.replace('.', '/')}` };
}

/**
 * GET /actions/standard and /actions/custom/{kind}: the actions. Those of objects are in lists of their own, as their
 * addresses are: Salesforce's tools walk them.
 */
export const listOfKind =
  (kind: ActionKind): Handler =>
  (call) =>
    changed(call, () => {
      const all = call.org.actions.of(kind);
      const objects = new Set(all.flatMap((action) => objectOf(action) ?? []));
      const lists = [...objects].map((object) => [object, `${kindPath(call, kind)}/${object}`]);
      const own = all.filter((action) => objectOf(action) === undefined);
      const actions =
        own.length > 0 || objects.size === 0 ? { actions: own.map((action) => summary(call, action)) } : {};
      return { ...actions, ...Object.fromEntries(lists) };
    });

/** The description of actions changes with the org's schema. */
const changed = (call: Call, body: () => unknown): Answer =>
  revalidated(call, call.org.store.schema.lastModified, body);

function named(call: Call, kind: ActionKind, name: string): ActionDefinition {
  const found = call.org.actions.of(kind).find((action) => action.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw notFound();
  return found;
}

/** GET /actions/…/{name}: what it takes and gives, or an object's list. */
export const describeOfKind =
  (kind: ActionKind): Handler =>
  (call, name = '') => {
    const ofObject = call.org.actions
      .of(kind)
      .filter((action) => objectOf(action)?.toLowerCase() === name.toLowerCase());
    if (ofObject.length > 0) return changed(call, () => ({ actions: ofObject.map((action) => summary(call, action)) }));
    return described(call, named(call, kind, name));
  };

/** GET /actions/…/{object}/{name} */
export const describeOfObject =
  (kind: ActionKind): Handler =>
  (call, object = '', name = '') =>
    described(call, named(call, kind, `${object}.${name}`));

function described(call: Call, action: ActionDefinition): Answer {
  const { kind, name, label, description, inputs, outputs, type } = action;
  const parameters = (some: ActionDefinition['inputs']) => some.map((one) => ({ byteLength: 0, ...one }));
  return changed(call, () => ({
    description,
    inputs: parameters(inputs),
    label,
    name,
    outputs: parameters(outputs),
    standard: kind === 'standard',
    targetEntityName: objectOf(action) ?? null,
    type,
  }));
}

/** POST /actions/…/{name} */
export const invokeOfKind =
  (kind: ActionKind): Handler =>
  (call, name = '') =>
    invoke(call, named(call, kind, name));

/** POST /actions/…/{object}/{name} */
export const invokeOfObject =
  (kind: ActionKind): Handler =>
  (call, object = '', name = '') =>
    invoke(call, named(call, kind, `${object}.${name}`));

/**
 * GET /quickActions and /sobjects/X/quickActions, which has the global ones too, as recorded (NangoHQ/integration-templates,
 * `list-quick-actions.test.json`).
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_quickactions.htm
 */
export const listQuickActions: Handler = (call, object) => {
  const all = call.org.actions.of('quickAction');
  const shown = all.filter((action) => [undefined, object].includes(objectOf(action)));
  return ok(shown.map((action) => quickActionSummary(call, action)));
};

function quickActionSummary(call: Call, action: ActionDefinition): object {
  const { label, type } = action;
  const [name = ''] = action.name.split('.').slice(-1);
  const object = objectOf(action);
  const path = `${root(call)}${object === undefined ? '' : `/sobjects/${object}`}/quickActions/${name}`;
  const urls = {
    defaultValues: `${path}/defaultValues`,
    quickAction: path,
    describe: `${path}/describe`,
    defaultValuesTemplate: `${path}/defaultValues/{ID}`,
  };
  return { actionEnumOrId: action.name, label, name, type, urls };
}

/** POST /quickActions/{name} and /sobjects/X/quickActions/{name}: one record, in `record`. */
export const runQuickAction: Handler = (call, ...path) => {
  const { contextId = null, record = {} } = objectBody(call);
  if (!isObject(record)) throw parserError('record must be an object.');
  const action = named(call, 'quickAction', path.join('.'));
  const outputs = call.org.store.transaction(() => action.run(call, { contextId, ...record }));
  return quickActionResult(outputs);
};

/** As the SOAP API's QuickActionResult is, which jsforce expects of REST. */
function quickActionResult(outputs: ReturnType<ActionDefinition['run']>): Answer {
  return {
    status: 201,
    body: { errors: [], success: true, created: true, feedItemIds: null, ...outputs },
  };
}
