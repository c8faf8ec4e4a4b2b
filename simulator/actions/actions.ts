import { to18 } from '../data/ids';
import { APEX } from './apex';
import type { ActionDefinition, ActionKind } from './action';
import { EMAIL_ALERTS } from './emailAlerts';
import { FLOWS } from './flows';
import { QUICK_ACTIONS } from './quickActions';
import { STANDARD } from './standard';

/** What of actions can be set from outside. */
export interface ActionSettings {
  /** The status of an answer in which runs have failed: clients have seen 400, and 200. */
  failedStatus: 200 | 400;
  /** The org's setting: whether a run that fails is undone alone, or with all others of its request. */
  partialSave: boolean;
}

const STANDARD_SETTINGS: Readonly<ActionSettings> = { failedStatus: 400, partialSave: true };

/** An org's actions, and what they did outside of its records. */
export class Actions {
  readonly settings: ActionSettings = { ...STANDARD_SETTINGS };
  readonly emails: { readonly to: readonly string[]; readonly subject: string; readonly body: string }[] = [];
  readonly posts: { readonly to: string; readonly text: string }[] = [];
  readonly #all: readonly ActionDefinition[] = [...STANDARD, ...FLOWS, ...APEX, ...QUICK_ACTIONS, ...EMAIL_ALERTS];

  of(kind: ActionKind): readonly ActionDefinition[] {
    return this.#all.filter((action) => action.kind === kind);
  }

  /** The ID of the post that was made last. */
  feedItemId(): string {
    return to18(`0D58d0${String(this.posts.length).padStart(9, '0')}`);
  }

  reset(): void {
    Object.assign(this.settings, STANDARD_SETTINGS);
    this.emails.length = 0;
    this.posts.length = 0;
  }
}
