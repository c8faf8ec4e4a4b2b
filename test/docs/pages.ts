import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

/** A page for people: where it is below the root, and its text. */
export interface Page {
  readonly file: string;
  readonly text: string;
}

/** Every page of the repository. */
export const PAGES: readonly Page[] = ['', 'docs', 'simulator'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => readPage(path.posix.join(folder, name))),
);

export function readPage(file: string): Page {
  return { file, text: readFileSync(path.join(ROOT, file), 'utf8') };
}

const FENCED = /^ *(```|~~~).*\n[^]*?^ *\1 *$/gm;

/** The text without its blocks of code. */
export const prose = (text: string): string => text.replace(FENCED, '');

/** What stands in inline code. */
export const inlineCode = (text: string): string[] =>
  [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');

/** The lines of the blocks of shell commands, without comments. */
export const shellLines = (text: string): string[] =>
  [...text.matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block.split('\n').flatMap((line) => line.replace(/ #.*/, '').trim() || []),
  );

/** Where the links and pictures of the text lead. */
export const links = (text: string): string[] =>
  [
    ...prose(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(<?([^)\s>]+)>?\)/g),
  ].map(([, target]) => target ?? '');

/** The anchors of the headings, as GitHub makes them. */
export function anchors(text: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}

/** What stands in italics or bold, in the page's order. */
export const emphasized = (text: string): string[] =>
  [
    ...prose(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/(?<![*\w])(\*{1,2})([^*\s](?:[^*]*?[^*\s])?)\1(?![*\w])/g),
  ].map(([, , words = '']) => words.replace(/\s+/g, ' '));

/** The text without the bold words with which a paragraph or a point of a list begins. */
export const withoutLeads = (text: string): string => text.replace(/^(- )?\*\*[^*]+\*\*/gm, '$1');
