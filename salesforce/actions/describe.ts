import { requireFeature } from '../api';
import {
  AnswerError,
  expectShape,
  InputError,
  isCount,
  isFlag,
  isNotFound,
  isRecord,
  isText,
  isWords,
  listOf,
  maybe,
  objectWith,
} from '../errors';
import { isApiName } from '../names';
import type { Org } from '../org';
import { areOfObjects, ownName, segmentsOf, segmentsOfKind, type ActionKind, type ActionRef } from './action';

/** An action in the list of its kind. */
export interface ActionSummary {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  /** Older versions do not give it. */
  readonly url?: string;
}

/** What an action takes, or what it gives. */
export interface ActionParameter {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** In capital letters, as in `STRING`, `SOBJECT` and `APEX`. */
  readonly type: string;
  readonly required: boolean;
  /** Whether it can have several values. */
  readonly isList: boolean;
  /** Of a record. */
  readonly sobjectType: string | null;
  /** Of an object of a class of the org. */
  readonly apexClass: string | null;
  readonly picklistValues: readonly { readonly value: string; readonly label: string }[];
}

export interface ActionDescribe extends ActionRef {
  readonly label: string;
  readonly description: string;
  readonly inputs: readonly ActionParameter[];
  readonly outputs: readonly ActionParameter[];
}

/** Objects that have actions of a kind; more is no list of Salesforce's. */
const MOST_OBJECTS = 2_000;

/**
 * The actions of a kind that the user can run. Those of objects are in a list for each object.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_actions_invocable.htm
 * @throws SalesforceError, AnswerError
 */
export async function listActions(org: Org, kind: ActionKind): Promise<readonly ActionSummary[]> {
  requireFeature(org, 'actions');
  const segments = segmentsOfKind(kind);
  const { actions, objects } = await org.describe.kept(segments, areOfObjects(kind) ? readIndex : readList);
  const lists = await Promise.all(
    objects.map(async (object) => (await org.describe.kept([...segments, object], readList)).actions),
  );
  return [...actions, ...lists.flat()];
}

interface ActionList {
  readonly actions: readonly ActionSummary[];
  /** Those that have a list of their own. */
  readonly objects: readonly string[];
}

/** An org without email alerts has neither a list of them nor objects that have some. */
function readIndex(body: unknown): ActionList {
  const isEmpty = isRecord(body) && Object.keys(body).length === 0;
  return isEmpty ? { actions: [], objects: [] } : readList(body);
}

/** The actions, and the addresses of the lists of objects by their names. */
function readList(body: unknown): ActionList {
  const list = expectShape(body, isList, 'a list of actions');
  const { actions } = list;
  const objects = objectsListed(list);
  if (objects.length > MOST_OBJECTS) throw new AnswerError(200, 'it lists more objects than an org has', body);
  return { actions: (actions ?? []).map(actionSummary), objects };
}

interface ListBody {
  readonly actions?: SummaryBody[] | null | undefined;
}

interface SummaryBody {
  readonly name: string;
  readonly label?: string | null | undefined;
  readonly type: string;
  readonly url?: string | null | undefined;
}

const isActionList = listOf(
  objectWith<SummaryBody>({ name: isText, label: maybe(isWords), type: isText, url: maybe(isText) }),
);

function isList(body: unknown): body is ListBody {
  if (!isRecord(body)) return false;
  return isActionList(body['actions']) || (body['actions'] === undefined && objectsListed(body).length > 0);
}

function objectsListed(list: object): string[] {
  return Object.entries(list).flatMap(([name, path]) =>
    isApiName(name) && isText(path) && path.startsWith('/services/data/') ? name : [],
  );
}

function actionSummary({ name, label, type, url }: SummaryBody): ActionSummary {
  return { name, label: isText(label) ? label : name, type, ...(isText(url) ? { url } : {}) };
}

/**
 * What an action takes and gives.
 * @throws InputError when there is no such action that the user can run
 */
export async function describeAction(org: Org, ref: ActionRef): Promise<ActionDescribe> {
  requireFeature(org, 'actions');
  try {
    return await org.describe.kept(segmentsOf(ref), (body) => readDescribe(body, ref));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new InputError(`There is no ${KIND_NAMES[ref.kind]} “${ref.name}” that the signed-in user can run.`, {
      reason: 'unknownAction',
      kind: ref.kind,
    });
  }
}

/** In a sentence. */
const KIND_NAMES: Readonly<Record<ActionKind, string>> = {
  apex: 'Apex action',
  emailAlert: 'email alert',
  flow: 'active autolaunched flow',
  quickAction: 'quick action',
  standard: 'standard action',
};

function readDescribe(body: unknown, ref: ActionRef): ActionDescribe {
  const what = `the description of the ${KIND_NAMES[ref.kind]} ${ref.name}`;
  const { name, label, description, inputs, outputs } = expectShape(body, isDescribed, what);
  if (!isNamed(ref, name)) throw new AnswerError(200, `${what} was expected`, body);
  return {
    ...ref,
    label: label ?? ref.name,
    description: description ?? '',
    inputs: inputs.map(parameterOf),
    outputs: (outputs ?? []).map(parameterOf),
  };
}

/**
 * An answer need not say it, and can leave out the object or the namespace, or have them in addition. Of an Apex class,
 * results have the name of its method, and no source says which of the two a description has.
 * https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_intro_invoking.htm
 */
function isNamed(ref: ActionRef, name: string | null | undefined): boolean {
  return !isText(name) || ref.kind === 'apex' || ownName(name) === ownName(ref.name);
}

interface ParameterBody {
  readonly name: string;
  readonly type: string;
  readonly label?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly required?: boolean | null | undefined;
  readonly maxOccurs?: number | null | undefined;
  readonly sobjectType?: string | null | undefined;
  readonly apexClass?: string | null | undefined;
  readonly picklistValues?: PicklistEntry[] | null | undefined;
}

interface PicklistEntry {
  readonly value: string;
  readonly label?: string | null | undefined;
}

const isParameters = listOf(
  objectWith<ParameterBody>({
    name: isText,
    type: isText,
    label: maybe(isWords),
    description: maybe(isWords),
    required: maybe(isFlag),
    maxOccurs: maybe(isCount),
    sobjectType: maybe(isWords),
    apexClass: maybe(isWords),
    picklistValues: maybe(listOf(objectWith<PicklistEntry>({ value: isWords, label: maybe(isWords) }))),
  }),
);

const isDescribed = objectWith<{
  readonly name?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly inputs: ParameterBody[];
  readonly outputs?: ParameterBody[] | null | undefined;
}>({
  name: maybe(isWords),
  label: maybe(isWords),
  description: maybe(isWords),
  inputs: isParameters,
  outputs: maybe(isParameters),
});

function parameterOf(given: ParameterBody): ActionParameter {
  const { name, label, description, type, required, maxOccurs, sobjectType, apexClass, picklistValues } = given;
  return {
    name,
    label: isText(label) ? label : name,
    description: description ?? '',
    type: type.toUpperCase(),
    required: required === true,
    isList: (maxOccurs ?? 1) > 1,
    sobjectType: sobjectType ?? null,
    apexClass: apexClass ?? null,
    picklistValues: (picklistValues ?? []).map((entry) => ({ value: entry.value, label: entry.label ?? entry.value })),
  };
}
