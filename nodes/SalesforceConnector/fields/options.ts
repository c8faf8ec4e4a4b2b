import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { simplify, type SalesforceRecord } from '../../../salesforce/query';
import type { WriteHeaders } from '../../../salesforce/records/single';
import { wantsLeftOut } from '../../../salesforce/soql/clauses';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { isOptionAdded, readFlag, readOption } from './allowed';
import { assignmentRuleLocator, readRuleId } from './assignmentRule';
import { emptyValues } from './emptyValues';
import { loader, type ListForm } from './listLoader';
import { allOrNone, bulkFrom, parallelRequests, stopAtApiUsage } from './sendAs';
import { readText } from './text';

/** Rarely needed settings, under one button. */
export function optionsProperty(...settings: INodeProperties[]): INodeProperties {
  return {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: settings.toSorted((a, b) => a.displayName.localeCompare(b.displayName, 'en')),
  };
}

export const apiVersionOption: INodeProperties = {
  displayName: 'API Version Name or ID',
  name: 'apiVersion',
  type: 'options',
  default: '',
  description:
    'Version of the Salesforce API to use. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  typeOptions: { loadOptionsMethod: 'getApiVersions' },
};

/** As set in the form; empty for the default. */
export function readApiVersion(form: FormValues): string {
  return readText(form, apiVersionOption, 'options');
}

export const getApiVersions = loader(async (form: ListForm): Promise<INodePropertyOptions[]> => {
  const versions = await form.org.describe.versions();
  return versions.toReversed().map(({ label, version }) => ({ name: `${version} (${label})`, value: version }));
});

const allowDuplicates: INodeProperties = {
  displayName: 'Allow Duplicates',
  name: 'allowDuplicates',
  type: 'boolean',
  default: false,
  description: 'Whether to save the record when a duplicate rule would only alert the user',
};

const assignmentRule: INodeProperties = {
  displayName: 'Assignment Rule',
  name: 'assignmentRule',
  type: 'options',
  default: 'active',
  description: 'Which rule assigns the owner of a lead or case, or the territories of an account',
  options: [
    { name: 'Active Rule', value: 'active', description: 'The org’s active rule, which Bulk cannot run' },
    { name: 'By ID', value: 'byId', description: 'The rule with the ID in Assignment Rule ID' },
    { name: 'None', value: 'none', description: 'Keep the owner that is sent, or else the signed-in user' },
  ],
};

const assignmentRuleId = assignmentRuleLocator('The rule that runs when Assignment Rule is set to By ID');

export const ignoreUnknownFields: INodeProperties = {
  displayName: 'Ignore Unknown Fields',
  name: 'ignoreUnknownFields',
  type: 'boolean',
  default: false,
  description:
    'Whether to skip input fields that the object does not have or that are read-only, when mapping automatically',
};

export const includeDeleted: INodeProperties = {
  displayName: 'Include Deleted',
  name: 'includeDeleted',
  type: 'boolean',
  default: false,
  description: 'Whether to also return archived activities and records in the Recycle Bin',
};

/** Whether a query includes archived activities and records in the Recycle Bin. One that asks for them and does not is told so. */
export function readIncludeDeleted({ hints }: Pick<NodeOrg, 'hints'>, form: FormValues, soql: string): boolean {
  const isIncluded = readFlag(form, includeDeleted, 'options');
  const leftOut = isIncluded ? undefined : wantsLeftOut(soql);
  if (leftOut !== undefined) {
    hints.warn(
      `The conditions ask for ${leftOut}, which are left out: turn on the option Include Deleted to find them.`,
    );
  }
  return isIncluded;
}

export const simplifyOutput: INodeProperties = {
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: 'Whether to return a simplified version of the response instead of the raw data',
};

export function readSimplify(form: FormValues): boolean {
  return readFlag(form, simplifyOutput, 'options');
}

/**
 * Shapes a record according to the item's Simplify option; read once, because n8n evaluates it each time it is read.
 */
export function readShape(form: FormValues): (record: SalesforceRecord) => IDataObject {
  const isSimple = readSimplify(form);
  return (record) => (isSimple ? simplify(record) : record) as IDataObject;
}

/** The settings of an operation that writes. */
export const WRITE_OPTIONS: readonly INodeProperties[] = [
  allOrNone,
  allowDuplicates,
  assignmentRule,
  assignmentRuleId,
  bulkFrom,
  emptyValues,
  ignoreUnknownFields,
  parallelRequests,
  stopAtApiUsage,
];

/** The ones that apply to a delete. */
export const DELETE_OPTIONS: readonly INodeProperties[] = [allOrNone, bulkFrom, parallelRequests, stopAtApiUsage];

/** The ones that apply to a merge. */
export const MERGE_OPTIONS: readonly INodeProperties[] = [
  emptyValues,
  ignoreUnknownFields,
  parallelRequests,
  simplifyOutput,
  stopAtApiUsage,
];

/** The ones that apply to records with related ones. */
export const RELATED_OPTIONS: readonly INodeProperties[] = [
  emptyValues,
  ignoreUnknownFields,
  parallelRequests,
  stopAtApiUsage,
];

/** The rules that apply to saved records. */
export function readWriteHeaders(form: FormValues): WriteHeaders {
  const allowed = { allowDuplicates: readFlag(form, allowDuplicates, 'options') };
  switch (readOption(form, assignmentRule, 'options')) {
    case 'byId':
      return { ...allowed, assignmentRule: readRuleId(form.param<unknown>('options.assignmentRuleId', '')) };
    case 'none':
      return { ...allowed, assignmentRule: false };
    default:
      // Salesforce's default, but a way of sending that cannot run the rule must say so to whoever asked for it.
      return isOptionAdded(form, assignmentRule) ? { ...allowed, assignmentRule: true } : allowed;
  }
}
