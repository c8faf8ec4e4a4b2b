import type { INode, INodeParameters } from 'n8n-workflow';

import type { Engine } from '../../engine';
import { chain, node, OURS } from '../n8n';
import { judge, type Expectation, type Judgement } from './agreement';
import { CASES, HIDDEN_AT_MOST, type WriteCase } from './cases';
import { FAULTS, type FaultKind } from './faults';
import { lockedOf, TrialOrg } from './org';

export interface Plan {
  /** Items of a case. */
  readonly size: number;
  /** Rows of a file that is loaded. */
  readonly rows: number;
  /** Trials under way at once, each on an org of its own: most of a fault's time is waiting. */
  readonly atOnce: number;
}

/** A case under a fault, and what came of it. */
export interface Trial extends Judgement {
  readonly what: WriteCase;
  readonly fault: FaultKind;
  readonly items: number;
  /** That the org was sent, token exchanges included. */
  readonly requests: number;
}

/** Each case under each fault, in the tables' order. */
const MATRIX: readonly (readonly [what: WriteCase, fault: FaultKind])[] = CASES.flatMap((what) =>
  FAULTS.map((fault) => [what, fault] as const),
);

/**
 * Runs every case under every fault in n8n's engine.
 * @returns in the order of {@link MATRIX}
 */
export async function runMatrix(engine: Engine, plan: Plan, onTrial?: (trial: Trial) => void): Promise<Trial[]> {
  const trials: Trial[] = [];
  const queue = MATRIX.entries();
  const work = async (): Promise<void> => {
    const org = await TrialOrg.start();
    try {
      for (const [place, [what, fault]] of queue) {
        const trial = await runTrial(engine, org, what, fault, what.way === 'file' ? plan.rows : plan.size);
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

async function runTrial(
  engine: Engine,
  org: TrialOrg,
  what: WriteCase,
  fault: FaultKind,
  items: number,
): Promise<Trial> {
  const wishes = await org.prepare(what.operation, items);
  await org.plan(fault, what.targets(items, fault), items);
  const nodes = what.nodes(salesforce);
  const last = nodes.at(-1)?.name ?? '';
  const result = await engine.run(chain(...nodes), { credentials: org.credentials, input: what.input(wishes) });
  const output = result.nodes.get(last)?.outputs[0] ?? [];
  const broken: string[] = result.error === undefined ? [] : [result.error.message];
  const outcomes = await what.read(output, wishes).catch((error: unknown) => {
    broken.push(String(error));
    return [];
  });
  const { counts, disagreements } = judge(expectationOf(what, fault, items), wishes, outcomes, org.evidence());
  const requests = await org.requests();
  return { what, fault, items, requests, counts, disagreements: [...broken, ...(await org.unmet()), ...disagreements] };
}

/** The node as a workflow has it that goes on after failures. */
function salesforce(parameters: INodeParameters): INode {
  const credentials = { salesforceConnectorJwtApi: { id: 'org', name: 'org' } };
  const made = node('Salesforce', OURS, 1, { authentication: 'jwt', ...parameters }, credentials);
  return { ...made, onError: 'continueRegularOutput' };
}

function expectationOf({ operation, way }: WriteCase, { hidesWork, locks }: FaultKind, items: number): Expectation {
  // Whatever else is cut can be sent again, and so can rows that were locked; those of a file the user loads again.
  const canHide = operation === 'create' && way === 'collections' && hidesWork === true;
  const canFail = way === 'file' && locks === true;
  return {
    operation,
    refusal: operation === 'delete' ? 'DELETE_FAILED' : 'STRING_TOO_LONG',
    uncertain: canHide ? HIDDEN_AT_MOST : 0,
    ...(canFail ? { casualties: { errorCode: 'UNABLE_TO_LOCK_ROW', rows: lockedOf(items) } } : {}),
  };
}
