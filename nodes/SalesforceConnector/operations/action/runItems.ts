import type { IDataObject } from 'n8n-workflow';

import type { ActionRef } from '../../../../salesforce/actions/action';
import { describeAction, type ActionDescribe } from '../../../../salesforce/actions/describe';
import { runActions, type RunSettings } from '../../../../salesforce/actions/run';
import { asError, isRecord, withoutEchoes } from '../../../../salesforce/errors';
import { simplify } from '../../../../salesforce/query';
import type { Saved } from '../../../../salesforce/records/single';
import type { ReadAction } from '../../fields/action';
import { readInputs } from '../../fields/actionInputs';
import { readFlag } from '../../fields/allowed';
import { simplifyOutput } from '../../fields/options';
import { readRunSettings } from '../../fields/runSettings';
import type { FormValues, Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { BatchOperation } from '../define';
import { writeInGroups } from '../writeInGroups';

/** What items that are sent together have in common. */
interface CommonRuns {
  readonly action: ActionRef;
  readonly settings: RunSettings;
  readonly isSimple: boolean;
}

/** Runs a flow or an action once per item; those of one action with the same options share requests. */
export function runItems(read: ReadAction): BatchOperation['batch'] {
  return async (org, items) => {
    const described = await describeAll(org, items, read);
    const run = writeInGroups<CommonRuns>({
      objectOf: () => undefined,
      read: (_, item) => {
        const action = described(read(item));
        const options = item.shared(readRunOptions);
        return {
          row: { index: item.index, values: readInputs(org, item, action) },
          group: `${actionKey(action)} ${options.name}`,
          common: () => ({ action, ...options }),
        };
      },
      write: (_, { action, settings }, rows) => runActions(org, action, rows, settings),
      toJson: ({ result }, { isSimple }) => {
        noteWaiting(org, result);
        return withoutEchoes(isSimple ? shownOutputs(result) : result) as IDataObject;
      },
    });
    return await run(org, items);
  };
}

function readRunOptions(form: FormValues): Omit<CommonRuns, 'action'> & { readonly name: string } {
  const options = { settings: readRunSettings(form), isSimple: readFlag(form, simplifyOutput, 'options') };
  return { ...options, name: JSON.stringify(options) };
}

function actionKey({ kind, name }: ActionRef): string {
  return `${kind} ${name.toLowerCase()}`;
}

/** Asks for each action that items name once. The descriptions are then there for reading ten thousand items. */
async function describeAll(
  org: NodeOrg,
  items: readonly Item[],
  read: ReadAction,
): Promise<(ref: ActionRef) => ActionDescribe> {
  const known = new Map<string, ActionDescribe | Error>();
  for (const item of items) {
    const ref = refOf(item, read);
    if (ref === undefined || known.has(actionKey(ref))) continue;
    known.set(actionKey(ref), await describeAction(org, ref).catch(asError));
  }
  return (ref) => {
    const action = known.get(actionKey(ref));
    if (action === undefined || action instanceof Error) throw action ?? new Error(`${ref.name} was not described.`);
    return action;
  };
}

/** Undefined where the item names none, which is told when the item is read. */
function refOf(item: Item, read: ReadAction): ActionRef | undefined {
  try {
    return read(item);
  } catch {
    return undefined;
  }
}

const WAITING =
  'These flows have not finished: they wait or are paused, and Salesforce resumes them later. Their interviews (Flow__InterviewGuid):';

function noteWaiting({ hints }: NodeOrg, result: Saved['result']): void {
  const { Flow__InterviewStatus: status, Flow__InterviewGuid: guid } = outputValues(result);
  if (status === 'Waiting' || status === 'Paused')
    hints.inform(WAITING, typeof guid === 'string' ? guid : String(status));
}

function outputValues(result: Saved['result']): Readonly<Record<string, unknown>> {
  const values = result?.['outputValues'];
  return isRecord(values) ? values : {};
}

/** The outputs as fields, records without `attributes`; of an action without outputs, that it succeeded. */
function shownOutputs(result: Saved['result']): Record<string, unknown> {
  const outputs = Object.entries(outputValues(result)).map(([name, value]) => [name, simplifiedOutput(value)]);
  return { isSuccess: true, ...(Object.fromEntries(outputs) as Record<string, unknown>) };
}

function simplifiedOutput(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplifiedOutput);
  return isRecord(value) && isRecord(value['attributes']) ? simplify(value) : value;
}
