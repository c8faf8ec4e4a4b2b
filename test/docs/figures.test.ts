import { expect, test } from '@jest/globals';

import { readPage } from './pages';

const cellsOf = (line: string) =>
  line
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1);

/** The rows of the table that has such a heading in its first line, by their first cells. */
function rowsOf(file: string, heading: string): Map<string, string[]> {
  const { text } = readPage(file);
  const [, table = ''] = text.split(heading);
  const lines = (table.split('\n\n')[0] ?? '').split('\n').slice(2);
  return new Map(lines.map((line) => [cellsOf(line)[0] ?? '', cellsOf(line).slice(1)]));
}

test('The figures of the README are those of the whole table', () => {
  const all = rowsOf('docs/performance.md', '| Case |');
  const few = rowsOf('README.md', '| Case |');
  expect(few.size).toBeGreaterThan(3);
  const wrong = [...few].filter(([name, cells]) => {
    const [calls, , , at40, , , memory, builtIn] = all.get(name) ?? [];
    const theirs = [calls, ...(at40?.split(', ') ?? []), memory?.split(', ')[1], builtIn?.split(':')[0]];
    return theirs.join() !== cells.join();
  });
  expect(wrong).toEqual([]);
});
