import { existsSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

import Sequencer from './sequencer';

test('Each test file that runs first is there, and named once', () => {
  const { LONG } = Sequencer;
  expect(LONG.filter((file) => !existsSync(path.join(__dirname, '..', '..', file)))).toEqual([]);
  expect(new Set(LONG).size).toBe(LONG.length);
});
