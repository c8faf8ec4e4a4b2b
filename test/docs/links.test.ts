import { existsSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

import { anchors, links, PAGES, readPage, ROOT, type Page } from './pages';

/** Why a relative link leads nowhere, if it does. */
function broken({ file, text }: Page, link: string): string | undefined {
  const [target = '', anchor] = link.split('#');
  const to = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
  if (!existsSync(path.join(ROOT, to))) return `${file}: there is no ${to}`;
  if (anchor === undefined) return undefined;
  const there = anchors(to === file ? text : readPage(to).text);
  return there.includes(anchor) ? undefined : `${file}: ${to} has no heading #${anchor}`;
}

const brokenIn = (page: Page): string[] =>
  links(page.text)
    .filter((link) => !/^[a-z]+:/.test(link))
    .flatMap((link) => broken(page, link) ?? []);

test('Each relative link of a page leads to a file, and to a heading that is there', () => {
  expect(PAGES.flatMap(({ text }) => links(text)).length).toBeGreaterThan(50);
  expect(PAGES.flatMap(brokenIn)).toEqual([]);
});

test('A link to a file or a heading that is not there is found', () => {
  const text = [
    '# A *b*: c’s `d`!',
    '# A *b*: c’s `d`!',
    '[here](#a-b-cs-d) [again](#a-b-cs-d-1) [page](admin.md#2c-jwt-bearer)',
    '`[code](nowhere.md)`',
    '```md\n[code](nowhere.md)\n```',
    '[no page](nowhere.md) ![no picture](images/nothing.png) [no heading](#a-b-cs-d-2) [there](admin.md#nothing)',
  ].join('\n\n');
  expect(brokenIn({ file: 'docs/builders.md', text })).toEqual([
    'docs/builders.md: there is no docs/nowhere.md',
    'docs/builders.md: there is no docs/images/nothing.png',
    'docs/builders.md: docs/builders.md has no heading #a-b-cs-d-2',
    'docs/builders.md: docs/admin.md has no heading #nothing',
  ]);
});
