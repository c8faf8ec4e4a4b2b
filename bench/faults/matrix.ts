import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { Engine, RunResult } from '../../engine';
import { chain, node, OURS } from '../n8n';
import { judge, judgeRows, type Expectation, type Given, type Judgement } from './agreement';
import type { LieName } from '../../simulator/control/lies';
import { FAULTS, type FaultKind } from './faults';
import { LIES } from './lies';
import { lockedOf, TrialOrg } from './org';
import { READ_CASES, rowsWanted, type ReadCase } from './reads';
import { CONTACTS } from './subjects';
import { CASES } from './writes';
import type { WriteCase } from './writes/define';

export interface Plan {
  /** Items of a case. */
  readonly size: number;
  /** Rows of a file that is loaded. */
  readonly rows: number;
  /** Items and rows of a write whose answers are lies: a few requests. */
  readonly lied: number;
  /** Trials under way at once, each on an org of its own: most of a fault's time is waiting. */
  readonly atOnce: number;
}

/** What takes longer is taken for endless. */
const LONGEST_MS = 240_000;

/** Items of a case with one request for each. */
const ONE_BY_ONE = 100;

interface TrialBase {
  readonly fault: FaultKind;
  readonly items: number;
  /** That the org was sent, token exchanges included. */
  readonly requests: number;
  /** In what the org and the outcomes, or the rows, disagree: nothing, when all is well. */
  readonly disagreements: readonly string[];
}

/** A case under a fault, and what came of it. */
export interface WriteTrial extends TrialBase, Judgement {
  readonly what: WriteCase;
}

export interface ReadTrial extends TrialBase {
  readonly what: ReadCase;
  readonly given: Given;
}

export type Trial = ReadTrial | WriteTrial;

export type Entry = readonly [what: ReadCase | WriteCase, fault: FaultKind];

const all = (cases: readonly (ReadCase | WriteCase)[], faults: readonly FaultKind[]): readonly Entry[] =>
  cases.flatMap((what) => faults.map((fault) => [what, fault] as const));

/** Each write while things go wrong. */
export const TROUBLES = CASES.flatMap((what) =>
  all(
    [what],
    FAULTS.filter(({ locks }) => locks !== true || what.subject.neverLocked !== true),
  ),
);

/** Each operation while the org's answers are lies; reads while they are not, too. */
export const HOSTILE = [
  ...all(READ_CASES, FAULTS.slice(0, 1)),
  ...all([...CASES, ...READ_CASES], LIES).filter(([what, { happens }]) => !isUntellable(what, happens?.lie)),
];

/** Whether answers are so large that few trials can be under way at once. */
export function isHeavy([, { happens }]: Entry): boolean {
  return happens?.lie === 'hugeBody' || happens?.lie === 'gzipBomb';
}

function isUntellable({ untellable = [] }: ReadCase | WriteCase, lie: LieName | undefined): boolean {
  return lie !== undefined && untellable.includes(lie);
}

/**
 * Runs cases under faults in n8n's engine.
 * @returns in the order of the entries
 */
export async function runMatrix(
  engine: Engine,
  plan: Plan,
  entries: readonly Entry[],
  onTrial?: (trial: Trial) => void,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  const queue = entries.entries();
  const work = async (): Promise<void> => {
    const org = await TrialOrg.start();
    try {
      for (const [place, [what, fault]] of queue) {
        const trial =
          'operation' in what
            ? await tryWrite({ engine, org, fault }, what, itemsOf(plan, what, fault))
            : await tryRead({ engine, org, fault }, what);
        trials[place] = trial;
        onTrial?.(trial);
      }
    } finally {
      await org.close();
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, work));
  return trials;
}

function itemsOf({ size, rows, lied }: Plan, { way }: WriteCase, { happens }: FaultKind): number {
  if (way === 'oneByOne') return ONE_BY_ONE;
  if (happens?.lie !== undefined) return lied;
  return way === 'file' ? rows : size;
}

/** What a trial takes place in. */
interface Stage {
  readonly engine: Engine;
  readonly org: TrialOrg;
  readonly fault: FaultKind;
}

async function tryWrite({ engine, org, fault }: Stage, what: WriteCase, count: number): Promise<WriteTrial> {
  const wished = await org.prepare(what.subject, what.operation, count);
  const { input, left: wishes } = (await what.before?.(org, wished)) ?? {
    input: what.input(wished, org),
    left: wished,
  };
  const items = wishes.length;
  await org.plan(fault, what.targets(items, fault), items);
  const { output, broken } = await run(engine, org, what, input);
  const outcomes = await what.read(output, wishes).catch((error: unknown) => {
    broken.push(String(error));
    return [];
  });
  const { counts, disagreements } = judge(expectationOf(what, fault, items), wishes, outcomes, org.evidence());
  return { what, counts, ...(await trialOf({ engine, org, fault }, items, [...broken, ...disagreements])) };
}

async function tryRead({ engine, org, fault }: Stage, what: ReadCase): Promise<ReadTrial> {
  const wishes = await org.prepare(what.subject ?? CONTACTS, 'update', what.rows);
  const input = await what.input(org, wishes);
  await org.plan(fault, what.targets(fault), what.rows);
  const { output, broken, warnings } = await run(engine, org, what, input);
  const { rows, errors } = await what.read(output).catch((error: unknown) => {
    broken.push(String(error));
    return { rows: [], errors: [] };
  });
  const said = errors.map((error) =>
    fault.errorCode !== undefined && error.startsWith(`${fault.errorCode}: `) ? '' : error,
  );
  const given = { rows, errors: [...said, ...warnings.filter(saysOfMissing).map(() => '')] };
  const disagreements = judgeRows((what.wanted ?? rowsWanted)(wishes, org), given);
  return { what, given, ...(await trialOf({ engine, org, fault }, what.rows, [...broken, ...disagreements])) };
}

async function trialOf({ org, fault }: Stage, items: number, wrong: readonly string[]): Promise<TrialBase> {
  const disagreements = [...org.strayed(), ...(await org.unmet(fault)), ...wrong];
  return { fault, items, requests: await org.requests(), disagreements };
}

async function run(
  engine: Engine,
  org: TrialOrg,
  what: Pick<ReadCase, 'nodes'>,
  input: readonly IDataObject[],
): Promise<{ output: readonly INodeExecutionData[]; broken: string[]; warnings: string[] }> {
  const nodes = what.nodes(salesforce);
  const last = nodes.at(-1)?.name ?? '';
  const signal = AbortSignal.timeout(LONGEST_MS);
  const result: RunResult = await engine.run(chain(...nodes), { credentials: org.credentials, input, signal });
  const broken = result.error === undefined ? [] : [result.error.message];
  if (signal.aborted) broken.push(`does not end in ${LONGEST_MS / 1000} seconds`);
  const { outputs = [], hints = [] } = result.nodes.get(last) ?? {};
  return { output: outputs[0] ?? [], broken, warnings: hints.map(({ message }) => message) };
}

/** Whether a warning says that fewer records came than there are. */
function saysOfMissing(warning: string): boolean {
  return /^Salesforce counted [\d,]+ records, and [\d,]+ came\./.test(warning);
}

/** The node as a workflow has it that goes on after failures. */
function salesforce(parameters: INodeParameters): INode {
  const credentials = { salesforceConnectorJwtApi: { id: 'org', name: 'org' } };
  const made = node('Salesforce', OURS, 1, { authentication: 'jwt', ...parameters }, credentials);
  return { ...made, onError: 'continueRegularOutput' };
}

function expectationOf(what: WriteCase, fault: FaultKind, items: number): Expectation {
  const { operation, subject } = what;
  return {
    operation,
    refusal: subject.refusals[operation] ?? '',
    uncertain: mostUncertain(what, fault, items),
    ...casualtiesOf(what, fault, items),
  };
}

function casualtiesOf(
  { hidden, leavesToUser = [] }: WriteCase,
  { errorCode, locks, refusal = '' }: FaultKind,
  items: number,
): Pick<Expectation, 'casualties'> {
  if (errorCode !== undefined) return { casualties: { errorCode, rows: items } };
  if (!leavesToUser.includes(refusal)) return {};
  return { casualties: { errorCode: refusal, rows: locks === true ? lockedOf(items) : hidden } };
}

/** Whatever else is cut can be sent again, and so can rows that were locked; those of a file the user loads again. */
function mostUncertain(
  { way, looksUp, hidden }: WriteCase,
  { hidesWork, lasts, leavesOpen }: FaultKind,
  items: number,
): number {
  // Where what is to be written is not known for sure, nothing is.
  if (looksUp === true && lasts === true) return items;
  if (leavesOpen?.includes(way) === true) return items;
  return hidesWork === true ? hidden : 0;
}
