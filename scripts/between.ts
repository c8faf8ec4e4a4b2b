/** The page with the text in the place that is kept for it: `<!-- name: … -->` to `<!-- /name -->`. */
export function between(page: string, name: string, command: string, text: string): string {
  const start = `<!-- ${name}: written by \`${command}\` -->`;
  const end = `<!-- /${name} -->`;
  const [before, rest = ''] = page.split(start);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`The page has no place for the text: ${start} … ${end}`);
  return `${before}${start}\n${text}\n${end}${after}`;
}
