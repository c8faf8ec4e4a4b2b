import { trimmed } from '../characters';
import { InputError, shorten } from '../errors';
import { isApiName } from '../names';

/**
 * The kinds of actions that REST runs.
 * https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_intro_invoking.htm
 */
export type ActionKind = 'apex' | 'emailAlert' | 'flow' | 'quickAction' | 'standard';

/** Which action. */
export interface ActionRef {
  readonly kind: ActionKind;
  /** API name; that of an object's action begins with the object: `Case.LogACall`. */
  readonly name: string;
}

/**
 * @param what the form's field, for the error
 * @throws InputError when it is not an action's name
 */
export function actionRef(kind: ActionKind, text: string, what: string): ActionRef {
  const name = trimmed(text);
  const parts = name.split('.');
  if (parts.length <= MOST_PARTS[kind] && parts.every(isApiName)) return { kind, name };
  throw new InputError(`${what}: “${shorten(text)}” is not a valid API name.`, { reason: 'notAnApiName' }, what);
}

/** Without the object, and the namespace of a package, which the package's own org can leave out. */
export function ownName(name: string): string | undefined {
  return name.split(/\.|__/).at(-1)?.toLowerCase();
}

/** Whether actions of a kind can be an object's. */
export function areOfObjects(kind: ActionKind): boolean {
  return MOST_PARTS[kind] > 1;
}

const MOST_PARTS: Readonly<Record<ActionKind, number>> = {
  apex: 1,
  emailAlert: 2,
  flow: 1,
  quickAction: 2,
  standard: 1,
};

/** The segments of the address of all actions of a kind, below the version. */
export function segmentsOfKind(kind: ActionKind): readonly string[] {
  return kind === 'standard' ? ['actions', 'standard'] : ['actions', 'custom', kind];
}

/** The segments of an action's address, below the version. */
export function segmentsOf({ kind, name }: ActionRef): readonly string[] {
  return [...segmentsOfKind(kind), ...name.split('.')];
}
