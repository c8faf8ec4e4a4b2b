import type { IDataObject, ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { apiName } from '../../../salesforce/names';
import type { ObjectDescribe } from '../../../salesforce/describe';
import { AdvisedError } from '../host/advice';
import { isExpression } from '../host/form';
import { asHtml } from '../host/html';
import { ANY_LABEL, MAPPING_MODE, type Labels } from '../host/labels';
import { listError, nodeError } from '../host/nodeError';
import { openOrg, type NodeOrg } from '../host/org';
import { isEmptyLocator, locatorText } from './locator';

/** A form that a list is being loaded for. */
export interface ListForm {
  readonly org: NodeOrg;
  /** The form's current value; `&name` is the one in the same row. */
  value(name: string): unknown;
  /** The form's chosen object, which the list is about. */
  object(lists?: Listed): Promise<ObjectDescribe>;
}

/** Of a field that is not a resource mapper; which form has it, n8n does not say. */
const WITHOUT_MAPPER: Labels = { has: (label) => label !== MAPPING_MODE };

/** Makes a list loader as n8n calls it. A failure is shown next to the field, so it must say what to do. */
export function loader<Arguments extends unknown[], Result>(
  load: (form: ListForm, ...args: Arguments) => Promise<Result>,
): (this: ILoadOptionsFunctions, ...args: Arguments) => Promise<Result> {
  return async function (this: ILoadOptionsFunctions, ...args: Arguments): Promise<Result> {
    try {
      return await load(await openForm(this), ...args);
    } catch (error) {
      throw listError({ node: this.getNode(), labels: WITHOUT_MAPPER }, error);
    }
  };
}

/**
 * Makes a loader for a resource mapper. The editor shows nothing of its failures, and says instead that there are no
 * fields: so what went wrong is shown in place of the fields.
 */
export function fieldLoader(
  load: (form: ListForm) => Promise<ResourceMapperFields>,
): (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields> {
  return async function (this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
    try {
      return await load(await openForm(this));
    } catch (error) {
      if (!hasCredential(this)) return { fields: [], emptyFieldsNotice: 'Choose a credential to see the fields.' };
      const { message, description } = nodeError({ node: this.getNode(), labels: ANY_LABEL, isForm: true }, error);
      return { fields: [], emptyFieldsNotice: asHtml([message, description ?? ''].join('\n').trim()) };
    }
  };
}

/** What n8n says where there is none is no advice. */
function hasCredential(caller: ILoadOptionsFunctions): boolean {
  return Object.keys(caller.getNode().credentials ?? {}).length > 0;
}

async function openForm(caller: ILoadOptionsFunctions): Promise<ListForm> {
  const value = (name: string) => caller.getCurrentNodeParameter(name);
  const options = (value('options') ?? {}) as IDataObject;
  const version = options['apiVersion'];
  const org = await openOrg(
    caller,
    typeof version === 'string' && !isExpression(version) ? version : undefined,
    ANY_LABEL,
  );
  const object = async (lists: Listed = 'fields') =>
    await org.describe.object(apiName(chosenName(value('object'), { field: 'Object', lists }), 'Object'));
  return { org, value, object };
}

/** What a list has, and what can be typed instead. */
const TYPED = {
  'approval processes': 'names or IDs',
  'assignment rules': 'IDs',
  'child relationships': 'names',
  fields: 'API names',
  inputs: 'API names',
  'list views': 'IDs',
  picklists: 'API names',
  'record types': 'IDs',
  records: 'IDs',
  values: 'values',
} as const;

type Listed = keyof typeof TYPED;

/** What a list depends on, and what it lists. */
interface Dependence {
  /** The form's field. */
  readonly field: 'Action' | 'Column' | 'Field' | 'Flow' | 'Object';
  readonly lists: Listed;
}

/**
 * The name that a resource locator holds while the form is edited.
 * @throws AdvisedError when it holds none yet
 */
export function chosenName(value: unknown, { field, lists }: Dependence): string {
  const kind = field.toLowerCase();
  const one = `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
  if (isEmptyLocator(value)) {
    throw new AdvisedError(`${field} has no value yet, so its ${lists} cannot be listed.`, {
      field,
      actions: [
        `Choose ${one}. If ${field} is an expression that has a value only while the workflow runs, such as one that a ` +
          `model provides, choose ${one} while you edit the node.`,
        { field: MAPPING_MODE, action: `Or set ${MAPPING_MODE} to Map Automatically.` },
      ],
    });
  }
  const name = locatorText(value, field);
  // The editor usually evaluates expressions before it requests a list; one that it cannot evaluate arrives unchanged.
  if (!isExpression(name)) return name;
  throw new AdvisedError(`This list cannot be loaded because ${field} is an expression.`, {
    field,
    actions: [
      `Type ${TYPED[lists]} instead of choosing from lists, or choose the ${kind} from its list while you edit the node.`,
    ],
  });
}
