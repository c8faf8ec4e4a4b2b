import { BEFORE, type Operation, type Wish } from './wishes';

/** What the node says became of an item. */
export type Outcome =
  | { readonly failed: string }
  /** Whether it was created is null where the node says that it cannot know. */
  | { readonly saved: { readonly id: unknown; readonly created: boolean | null } }
  | { readonly uncertain: true };

/** A record as the org holds it. */
export interface Held {
  readonly id: string;
  readonly value: string;
}

/** What the org's own store says afterwards. */
export interface Evidence {
  /** Live records by the key of the wish that they are of. */
  readonly held: ReadonlyMap<string, readonly Held[]>;
  /** How many more live records of the object there are than before. */
  readonly grown: number;
}

/** What may go otherwise than wished for. */
export interface Expectation {
  readonly operation: Operation;
  /** Error code of the bad rows. */
  readonly refusal: string;
  /** Error code that good rows may have as well, and how many rows. */
  readonly casualties?: { readonly errorCode: string; readonly rows: number };
  /** Rows that may be uncertain at most. */
  readonly uncertain: number;
}

interface Counts {
  readonly saved: number;
  readonly failed: number;
  readonly uncertain: number;
  /** Records in the org: those that came to be, those that changed, those that are gone. */
  readonly more: number;
  readonly changed: number;
  readonly fewer: number;
}

export interface Judgement {
  readonly counts: Counts;
  /** In what the org and the outcomes disagree: nothing, when all is well. */
  readonly disagreements: readonly string[];
}

/** Holds the outcomes, one for each wish in its place, against what the org holds. */
export function judge(
  expectation: Expectation,
  wishes: readonly Wish[],
  outcomes: readonly (Outcome | undefined)[],
  evidence: Evidence,
): Judgement {
  const disagreements: string[] = [];
  if (outcomes.length !== wishes.length) disagreements.push(`${outcomes.length} outcomes for ${wishes.length} items`);
  for (const [index, wish] of wishes.entries()) {
    const wrong = complaint(expectation, wish, outcomes[index], evidence.held.get(wish.key) ?? []);
    if (wrong !== undefined) disagreements.push(`item ${index}: ${wrong}`);
  }
  const counts = countsOf(expectation.operation, wishes, outcomes, evidence);
  return {
    counts,
    disagreements: [...disagreements, ...complaintsOfCounts(expectation, wishes, outcomes, counts, evidence)],
  };
}

/** What is wrong with one item's outcome. */
function complaint(
  { operation, refusal, casualties }: Expectation,
  wish: Wish,
  outcome: Outcome | undefined,
  held: readonly Held[],
): string | undefined {
  const happened = isDone(operation, wish, held);
  const untouched = isUntouched(wish, held);
  if (held.length > 1) return `is in the org ${held.length} times`;
  if (outcome === undefined) return 'has no outcome';
  if (!happened && !untouched) return `is neither done nor unchanged, but ${JSON.stringify(held)}`;
  if ('uncertain' in outcome) return undefined;
  if ('failed' in outcome) {
    if (!untouched) return `is reported as failed (${outcome.failed}), but was done`;
    const codes = [...(wish.bad ? [refusal] : []), ...(casualties === undefined ? [] : [casualties.errorCode])];
    return codes.includes(outcome.failed) ? undefined : `failed needlessly: ${outcome.failed}`;
  }
  const { id, created } = outcome.saved;
  if (!happened) return 'is reported as saved, but is not';
  if (id !== (wish.id ?? held[0]?.id))
    return `is reported with ID ${String(id)}, but has ${wish.id ?? held[0]?.id ?? 'gone'}`;
  if (created !== null && created !== (wish.id === undefined)) return `is reported as ${created ? '' : 'not '}created`;
  return undefined;
}

function isDone(operation: Operation, { id, value }: Wish, held: readonly Held[]): boolean {
  if (operation === 'delete') return held.length === 0;
  return held.length === 1 && held[0]?.value === value && held[0].id === (id ?? held[0].id);
}

function isUntouched({ id }: Wish, held: readonly Held[]): boolean {
  if (id === undefined) return held.length === 0;
  return held.length === 1 && held[0]?.id === id && held[0].value === BEFORE;
}

function countsOf(
  operation: Operation,
  wishes: readonly Wish[],
  outcomes: readonly (Outcome | undefined)[],
  { held }: Evidence,
): Counts {
  const count = (matches: (wish: Wish, held: readonly Held[]) => boolean): number =>
    wishes.filter((wish) => matches(wish, held.get(wish.key) ?? [])).length;
  const said = (kind: string): number => outcomes.filter((outcome) => outcome !== undefined && kind in outcome).length;
  return {
    saved: said('saved'),
    failed: said('failed'),
    uncertain: said('uncertain'),
    more: count(({ id }, records) => id === undefined && records.length > 0),
    changed: count((wish, records) => wish.id !== undefined && records.length > 0 && isDone(operation, wish, records)),
    fewer: count(({ id }, records) => id !== undefined && records.length === 0),
  };
}

function complaintsOfCounts(
  { operation, casualties, uncertain: mostUncertain }: Expectation,
  wishes: readonly Wish[],
  outcomes: readonly (Outcome | undefined)[],
  { saved, failed, uncertain, more, fewer }: Counts,
  { grown }: Evidence,
): string[] {
  const complaints: string[] = [];
  const sum = saved + failed + uncertain;
  if (sum !== wishes.length) complaints.push(`${sum} outcomes in all for ${wishes.length} items`);
  if (uncertain > mostUncertain) complaints.push(`${uncertain} items are uncertain; at most ${mostUncertain} can be`);
  const mostFailed = wishes.filter(({ bad }) => bad).length + (casualties?.rows ?? 0);
  if (failed > mostFailed) complaints.push(`${failed} items failed; at most ${mostFailed} can`);
  if (grown !== more - fewer) complaints.push(`the org has ${grown - (more - fewer)} records that belong to no item`);
  const [least, most] = growthSaid(operation, outcomes);
  if (grown < least || grown > most) complaints.push(`the org grew by ${grown}; the outcomes say ${least} to ${most}`);
  return complaints;
}

/** By how much the number of records has grown if the outcomes are true: at least and at most. */
function growthSaid(operation: Operation, outcomes: readonly (Outcome | undefined)[]): [least: number, most: number] {
  let least = 0;
  let open = 0;
  for (const outcome of outcomes) {
    if (outcome === undefined || 'failed' in outcome) continue;
    const isOpen = 'uncertain' in outcome || outcome.saved.created === null;
    if (isOpen) open += 1;
    // What was perhaps deleted is one less at least, and none at most.
    if (operation === 'delete') least -= 1;
    else if (!isOpen && outcome.saved.created === true) least += 1;
  }
  return [least, least + open];
}

/** What a read gives, and what it says in place of what it does not give: '' where that is true. */
export interface Given {
  /** Rows in a form in which equal ones are equal texts. */
  readonly rows: readonly string[];
  readonly errors: readonly string[];
}

/** Holds rows that were given against those of the org: each is to be there once, unless an error says otherwise. */
export function judgeRows(wanted: readonly string[], { rows, errors }: Given): readonly string[] {
  const disagreements = errors.filter((error) => error !== '').map((error) => `says what is not so: ${error}`);
  const open = new Set(wanted);
  for (const row of rows) {
    if (open.delete(row)) continue;
    disagreements.push(`gives a row twice, or one that the org does not have: ${row.slice(0, 200)}`);
  }
  if (open.size > 0 && errors.length === 0) disagreements.push(`${open.size} rows are missing, and nothing says so`);
  return disagreements;
}
