import { beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowExecute } from 'n8n-core';

import { CASES } from '../../bench/faults/writes';
import { FAULTS } from '../../bench/faults/faults';
import { runMatrix, TROUBLES, type Trial } from '../../bench/faults/matrix';
import { createEngine } from '../../engine';
import { PACKAGE } from './salesforce';
import { quickPauses } from '../support/quickPauses';

quickPauses(5_000);

/** Here the least that shows each write whole and in trouble: `npm run faults` has everything that can go wrong. */
const isNewest = WorkflowExecute.prototype.run.length <= 1;
const faults = FAULTS.filter(({ happens }) =>
  isNewest ? happens === undefined || happens.cut === 'after' : happens?.cut !== undefined || happens?.expire === true,
).filter(({ locks }) => locks !== true);

/** In n8n 1, the first of each way to send: what n8n itself does has a part only in sending. */
const cases = isNewest ? CASES : CASES.filter(({ way }, place) => CASES.findIndex((one) => one.way === way) === place);

const troubles = TROUBLES.filter(([what, fault]) => faults.includes(fault) && cases.some((one) => one === what));

let trials: readonly Trial[];

beforeAll(async () => {
  const engine = await createEngine({ packageDir: PACKAGE });
  trials = await runMatrix(engine, { size: 600, rows: 600, lied: 600, atOnce: 24 }, troubles);
  engine.close();
}, 500_000);

describe.each(cases)('$title, with one row in a hundred bad', (what) => {
  const met = troubles.flatMap(([one, fault]) => (one === what ? [fault] : []));
  test.each(met)('says of each item what the org holds when $title', (fault) => {
    const trial = trials.find((one) => one.what === what && one.fault === fault);
    expect(trial?.disagreements).toEqual([]);
  });
});
