import type { IDataObject } from 'n8n-workflow';

import type { ObjectDescribe } from '../../../salesforce/describe';
import { asError, NotSentError } from '../../../salesforce/errors';
import type { Saved } from '../../../salesforce/records/single';
import type { RequestSettings } from '../../../salesforce/write/byRequests';
import type { WriteRow } from '../../../salesforce/write/rows';
import { readPace } from '../fields/sendAs';
import type { Item } from '../host/form';
import type { NodeOrg } from '../host/org';
import type { BatchOperation } from './define';
import type { Outcome } from '../host/outcome';

/** What an item asks for. Its outcome has the same number. */
interface Numbered {
  readonly index: number;
}

/** What is read from an item: its row, and what it has in common with the items it can be sent with. */
export interface ItemRow<Common, Row extends Numbered = WriteRow> {
  readonly row: Row;
  /** The same for all items that can be sent together. */
  readonly group: string;
  /** Called once per group. */
  readonly common: () => Common;
}

/** A row that is sent with all others of the same pace. */
export function atPace<Row extends Numbered>(item: Item, readRow: () => Row): ItemRow<RequestSettings, Row> {
  return withSettings(item.shared(readPace), readRow);
}

/** A row that is sent with all others of the same settings. */
export function withSettings<Settings, Row extends Numbered>(
  settings: Settings,
  readRow: () => Row,
): ItemRow<Settings, Row> {
  return { row: readRow(), group: JSON.stringify(settings), common: () => settings };
}

type Outcomes<Result> = ReadonlyMap<number, { readonly error: Error } | { readonly saved: Result }>;

/** How items are written in groups. */
export interface GroupedWrite<Common, Row extends Numbered = WriteRow, Result = Saved> {
  /** The object whose fields are needed to read the item; undefined if none are needed. */
  readonly objectOf: (item: Item) => string | undefined;
  readonly read: (org: NodeOrg, item: Item, described: ObjectDescribe | undefined) => ItemRow<Common, Row>;
  /** Asks the org's schema which rows could not be saved. */
  readonly unfit?: (org: NodeOrg, common: Common, rows: readonly Row[]) => Promise<Outcomes<Result>>;
  readonly write: (org: NodeOrg, common: Common, rows: readonly Row[]) => Promise<Outcomes<Result>>;
  /** One or several output items, of the row with this number. */
  readonly toJson: (saved: Result, common: Common, index: number) => IDataObject | IDataObject[];
}

/**
 * Writes the items' records in groups that can be sent together. All items are read before the first one is sent. An
 * invalid item fails alone if the node continues on errors; otherwise nothing is sent, so that the run can be repeated
 * once the item is corrected.
 */
export function writeInGroups<Common, Row extends Numbered = WriteRow, Result = Saved>(
  grouped: GroupedWrite<Common, Row, Result>,
): BatchOperation['batch'] {
  return async (org, items) => {
    const outcomes = new Map<number, Outcome>();
    const left = items.filter((item) => isLeft(org, item, outcomes));
    const groups = await readGroups(grouped, org, left, outcomes);
    if (!org.goesOn) await noteUnfit(grouped, org, groups, outcomes);
    let held = org.goesOn ? undefined : heldByFirst(left, outcomes);
    for (const { common, rows } of groups) {
      const written =
        held === undefined
          ? await grouped.write(org, common, rows)
          : allHeld(
              rows.filter(({ index }) => !outcomes.has(index)),
              held,
            );
      for (const [index, outcome] of written) {
        const told = 'saved' in outcome ? { json: [grouped.toJson(outcome.saved, common, index)].flat() } : outcome;
        outcomes.set(index, told);
        org.attempts.keep(index, told);
        if ('error' in outcome && holdsAll(outcome.error)) held = outcome.error;
      }
    }
    return items.map(({ index }) => outcomes.get(index) ?? { error: new Error(`Item ${index} was not written.`) });
  };
}

/** Whether the item is still to be sent; if not, notes its outcome. */
function isLeft({ attempts }: NodeOrg, { index }: Item, outcomes: Map<number, Outcome>): boolean {
  const outcome = attempts.outcomeOf(index);
  if (outcome !== undefined) outcomes.set(index, outcome);
  return outcome === undefined;
}

interface RowGroup<Common, Row> {
  readonly common: Common;
  readonly rows: Row[];
}

/** Milliseconds of reading after which to check for a cancellation. */
const AT_A_STRETCH_MS = 100;

async function readGroups<Common, Row extends Numbered, Result>(
  { objectOf, read }: GroupedWrite<Common, Row, Result>,
  org: NodeOrg,
  items: readonly Item[],
  outcomes: Map<number, Outcome>,
): Promise<readonly RowGroup<Common, Row>[]> {
  const groups = new Map<string, RowGroup<Common, Row>>();
  let rested = Date.now();
  for (const item of items) {
    if (Date.now() - rested > AT_A_STRETCH_MS) {
      await org.wait(0);
      rested = Date.now();
    }
    try {
      const object = objectOf(item);
      const described =
        object === undefined ? undefined : (org.describe.known(object) ?? (await org.describe.object(object)));
      const { row, group: name, common } = read(org, item, described);
      const group = groups.get(name);
      if (group === undefined) groups.set(name, { common: common(), rows: [row] });
      else group.rows.push(row);
    } catch (error) {
      outcomes.set(item.index, { error: asError(error) });
    }
  }
  return [...groups.values()];
}

async function noteUnfit<Common, Row extends Numbered, Result>(
  { unfit }: GroupedWrite<Common, Row, Result>,
  org: NodeOrg,
  groups: readonly RowGroup<Common, Row>[],
  outcomes: Map<number, Outcome>,
): Promise<void> {
  for (const { common, rows } of groups) {
    for (const [index, outcome] of (await unfit?.(org, common, rows)) ?? []) {
      if ('error' in outcome) outcomes.set(index, outcome);
    }
  }
}

/** Why nothing is sent if an item is invalid. */
function heldByFirst(items: readonly Item[], unreadable: ReadonlyMap<number, Outcome>): NotSentError | undefined {
  const first = items.find(({ index }) => unreadable.has(index));
  if (first === undefined) return undefined;
  return new NotSentError(`item ${first.index} is not valid.`, 'unfitItem');
}

/** Whether an error is why nothing more is sent; a job that is running holds back the rows for its own records only. */
function holdsAll(error: Error): error is NotSentError {
  return error instanceof NotSentError && error.because !== 'jobRunning';
}

/** If one group's rows are held back, so are those of all later groups. */
function allHeld(rows: readonly Numbered[], error: NotSentError): Map<number, { error: NotSentError }> {
  return new Map(rows.map(({ index }) => [index, { error }]));
}
