import { AnswerError, isCount, isRecord, isText } from '../errors';
import type { Request } from '../http';
import type { Org } from '../org';
import { target } from '../path';
import { Progress } from '../progress';
import { listAt, sendAny, type BodyAnswer, type SendingOptions } from './answers';
import { linkedPath, type PathBase } from './orgPath';

/** More pages than any answer of Salesforce's has. */
const MOST_PAGES = 10_000;

/**
 * A request's answer, and the pages that follow it: each names the next, as queries do (`nextRecordsUrl`) and the Connect
 * and UI APIs (`nextPageUrl`), or a class of the org's own by either name.
 * @throws AnswerError when pages repeat, lead anywhere else, or do not bring what they count
 */
export async function* answerPages(
  org: Org & Pick<PathBase, 'origin'>,
  request: Request,
  options: SendingOptions,
): AsyncGenerator<BodyAnswer, void, undefined> {
  const progress = new Progress();
  const { headers = {} } = request;
  let next = request;
  let came = 0;
  let before: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await sendAny(org, next, options);
    const { found, text } = pageLists(answer);
    progress.to(target(next), found);
    if (found > 0 && text === before) throw new AnswerError(200, 'it is a page that was read already');
    before = text;
    if (found > 0) progress.brought(text);
    const records = listAt(answer.body, 'records') ?? [];
    came += records.length;
    progress.came(records.length === 0 ? undefined : JSON.stringify(records[0]));
    const link = nextLink(answer);
    if (isQuery(request)) checkCount(answer, came, link === undefined);
    yield answer;
    if (link === undefined) return;
    next = { method: 'GET', path: linkedPath(link, target(next), org.origin), headers };
  }
  throw new AnswerError(200, `there are more than ${MOST_PAGES} pages`);
}

/** How much is in the lists of an answer, and what; an answer without lists counts as one. */
function pageLists({ body }: BodyAnswer): { found: number; text: string } {
  const lists = isRecord(body) ? Object.values(body).filter((value): value is unknown[] => Array.isArray(value)) : [];
  const found = lists.length === 0 ? 1 : Math.max(...lists.map((list) => list.length));
  return { found, text: JSON.stringify(lists.length === 0 ? body : lists) };
}

function nextLink({ status, body }: BodyAnswer): string | undefined {
  if (status >= 300 || !isRecord(body)) return undefined;
  const links = [body['nextRecordsUrl'], body['nextPageUrl']];
  const wrong = links.find((one) => !isEnd(one) && !isText(one));
  if (wrong !== undefined) throw new AnswerError(status, 'the link to its next page is not text', body);
  const link = links.find(isText);
  if (link === undefined && body['done'] === false) {
    throw new AnswerError(status, 'it reports more records without a link to them');
  }
  return link;
}

/** What stands where a next page would be linked to, and there is none. */
function isEnd(link: unknown): boolean {
  return link === undefined || link === null || link === '' || link === false;
}

/**
 * Whether it is a query from its beginning on; no other resource says that it counts what its pages bring. `SELECT COUNT()`
 * counts records that it does not return, and the records of an external system can change between two pages.
 */
function isQuery(request: Request): boolean {
  const [path = '', parameters] = target(request).split('?');
  const query = new URLSearchParams(parameters).get('q') ?? '';
  const isCounted = !/^\s*select\s+count\s*\(\s*\)/i.test(query) && !/\sfrom\s+\w+__x\b/i.test(query);
  return isCounted && /\/query(?:All)?\/?$/i.test(path);
}

/** Of a query: as many records as it counts, and no more. Aggregates and other answers count nothing. */
function checkCount({ body }: BodyAnswer, came: number, isLast: boolean): void {
  if (!isRecord(body) || listAt(body, 'records') === undefined || !isCount(body['totalSize'])) return;
  const total = body['totalSize'];
  if (came > total || (isLast && came < total)) {
    throw new AnswerError(200, `${came} records came, and it says that there are ${total}`);
  }
}
