import { describe, expect, test } from '@jest/globals';
import type { NodeExecutionHint } from 'n8n-workflow';

import { Hints } from '../../../nodes/SalesforceConnector/host/hints';

function shown(fill: (hints: Hints) => void): NodeExecutionHint[] {
  const all: NodeExecutionHint[] = [];
  const hints = new Hints();
  fill(hints);
  hints.show({ addExecutionHints: (...more) => all.push(...more) });
  return all;
}

describe('The hints of a run', () => {
  test('are none where nothing was said', () => {
    expect(shown(() => undefined)).toEqual([]);
  });

  test('say each sentence once, however many items it applies to', () => {
    const all = shown((hints) => {
      for (let i = 0; i < 1_000; i += 1) hints.warn('A row failed.');
    });
    expect(all).toEqual([{ type: 'warning', message: 'A row failed.', location: 'outputPane' }]);
  });

  test('list the names of all items after their sentence, as many as a person reads', () => {
    const all = shown((hints) => {
      for (let i = 0; i < 1_000; i += 1) hints.inform('Left out:', `Field_${i % 100}`);
    });
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      type: 'info',
      message: expect.stringMatching(/^Left out: Field_0, .* and 80 more$/),
    });
  });

  test('are ten at most, and the rest is counted', () => {
    const all = shown((hints) => {
      for (let i = 0; i < 1_000; i += 1) hints.warn(`Row ${i} failed.`);
    });
    expect(all).toHaveLength(11);
    expect(all.at(-1)?.message).toBe('There are 990 more messages like these.');
  });

  test('show names and messages as text, though n8n takes them for HTML', () => {
    const [hint] = shown((hints) => hints.inform('Left out:', '<img src=x onerror=alert(1)>&'));
    expect(hint?.message).toBe('Left out: &lt;img src=x onerror=alert(1)&gt;&amp;');
  });
});
