import type { Call, JsonObject } from '../rest/call';

/** The kinds of actions, as their addresses name them. */
export type ActionKind = 'apex' | 'emailAlert' | 'flow' | 'quickAction' | 'standard';

/** An input or an output, in the words of a describe. */
export interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: string;
  readonly required: boolean;
  readonly maxOccurs: number;
  readonly sobjectType: string | null;
  readonly apexClass: string | null;
  readonly picklistValues: readonly JsonObject[] | null;
}

/** An action of the org. */
export interface ActionDefinition {
  readonly kind: ActionKind;
  /** `LogACall`; that of an object's action begins with the object: `Case.Close`. */
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** As lists call it: `CHATTERPOST`. */
  readonly type: string;
  /** What results call it, where that is not its name. */
  readonly actionName?: string;
  readonly inputs: readonly Parameter[];
  readonly outputs: readonly Parameter[];
  /**
   * @returns its outputs, null for none
   * @throws ApiError with what it failed of
   */
  readonly run: (call: Call, inputs: JsonObject) => JsonObject | null;
}

/** A parameter with one value that is not required, unless it says otherwise. */
export function parameter(name: string, label: string, type: string, more: Partial<Parameter> = {}): Parameter {
  return {
    name,
    label,
    description: '',
    type,
    required: false,
    maxOccurs: 1,
    sobjectType: null,
    apexClass: null,
    picklistValues: null,
    ...more,
  };
}

/** As many as a list of a flow can have. */
const MANY = 2000;

/** A parameter with several values. */
export const many = (one: Parameter): Parameter => ({ ...one, maxOccurs: MANY });

/** What an input holds as text, for the work of an action. */
export const textIn = (inputs: JsonObject, name: string): string => {
  const value = inputs[name];
  return typeof value === 'string' ? value : '';
};
