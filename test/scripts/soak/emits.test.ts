import type { ChildProcess } from 'node:child_process';
import { PassThrough } from 'node:stream';

import { expect, test } from '@jest/globals';

import { Emits } from '../../../scripts/soak/emits';

const LINES = [
  'debug | Received trigger for workflow "Soak 1" {"file":"trigger-execution-context.factory.js"}',
  'debug | Received event to trigger execution for workflow "Soak 1"',
  'debug | Started execution of workflow "Soak 1" from webhook with execution ID 7',
];

test('An execution that n8n says it starts is told of when its log has the line, and not before', async () => {
  const stdout = new PassThrough();
  const emits = new Emits();
  emits.watch({ stdout } as unknown as ChildProcess);
  const three = emits.more(LINES.length, 10_000);
  stdout.write(`debug | Execution added\n${LINES.slice(0, 2).join('\n')}\n`);
  expect(await Promise.race([three, emits.more(LINES.length, 100)])).toBe(false);
  stdout.write(`${LINES.at(-1)}\n`);
  expect(await three).toBe(true);
});
