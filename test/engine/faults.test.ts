import { beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowExecute } from 'n8n-core';

import { CASES } from '../../bench/faults/writes';
import { FAULTS } from '../../bench/faults/faults';
import { runMatrix, TROUBLES, type Trial } from '../../bench/faults/matrix';
import { createEngine } from '../../engine';
import { PACKAGE } from './salesforce';
import { quickPauses } from '../support/quickPauses';

quickPauses(5_000);

/** Of n8n 1, only those in which its own sending of requests has a part; the rest is the package's. */
const isNewest = WorkflowExecute.prototype.run.length <= 1;
const faults = FAULTS.filter(({ happens }) => isNewest || happens?.cut !== undefined || happens?.expire === true);

let trials: readonly Trial[];

beforeAll(async () => {
  const engine = await createEngine({ packageDir: PACKAGE });
  trials = await runMatrix(
    engine,
    { size: 600, rows: 600, lied: 600, atOnce: 24 },
    TROUBLES.filter(([, fault]) => faults.includes(fault)),
  );
  engine.close();
}, 500_000);

describe.each(CASES)('$title, with one row in a hundred bad', (what) => {
  const met = TROUBLES.flatMap(([one, fault]) => (one === what && faults.includes(fault) ? [fault] : []));
  test.each(met)('says of each item what the org holds when $title', (fault) => {
    const trial = trials.find((one) => one.what === what && one.fault === fault);
    expect(trial?.disagreements).toEqual([]);
  });
});
