import type { IDataObject } from 'n8n-workflow';

import type { ActionKind } from '../../../../salesforce/actions/action';
import { actionRef } from '../../../../salesforce/actions/action';
import { describeAction, listActions } from '../../../../salesforce/actions/describe';
import { readFlag } from '../../fields/allowed';
import { includeParameters } from '../../fields/includeParameters';
import { readLimit } from '../../fields/limit';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';

/** The actions of a kind, with their inputs and outputs if the form asks for them. */
export async function actionsOf(org: NodeOrg, item: Item, kind: ActionKind): Promise<IDataObject[]> {
  const actions = (await listActions(org, kind)).slice(0, readLimit(item));
  if (!readFlag(item, includeParameters, 'options')) return actions.map((action) => ({ ...action }));
  const all: IDataObject[] = [];
  for (const action of actions) {
    const { description, inputs, outputs } = await describeAction(org, actionRef(kind, action.name, 'Action'));
    all.push({ ...action, description, inputs, outputs } as unknown as IDataObject);
  }
  return all;
}
