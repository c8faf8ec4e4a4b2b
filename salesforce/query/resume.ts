import { AnswerError, SalesforceError } from '../errors';
import { Progress } from '../progress';
import { inIdOrder } from '../soql/clauses';
import { isLostQuery, type Page } from './pages';
import { addressedId } from './records';

/**
 * Reads a query completely even if the session ends on the way: the query runs in the order of the records' IDs, and if
 * its remaining pages are lost, it runs again from after the last record returned. So no record appears twice, and none
 * that existed throughout is missing. A query with its own order, limit or groups runs as written.
 * @param ask runs a query and yields its pages
 * @throws SalesforceError when pages are lost that cannot be recovered this way
 */
export async function* resumed(
  soql: string,
  ask: (soql: string) => AsyncIterable<Page>,
): AsyncGenerator<Page, void, undefined> {
  let last: string | undefined;
  let given = 0;
  let short = 0;
  const progress = new Progress();
  for (;;) {
    const text = inIdOrder(soql, last);
    if (text === undefined) return yield* ask(soql);
    const before = { last, given };
    let pages = 0;
    try {
      for await (const page of ask(text)) {
        pages += 1;
        expectBehind(page, last);
        const id = addressedId(page.records.at(-1));
        progress.came(id);
        last = id ?? last;
        yield { ...page, totalSize: before.given + page.totalSize };
        given += page.records.length;
      }
      return;
    } catch (error) {
      // Some objects cannot be sorted, or not by ID. Errors in the query itself then refer to the query as written.
      if (last === undefined && isQueryRefusal(error)) return yield* ask(soql);
      short = pages > 1 ? 0 : short + 1;
      if (!isLostQuery(error) || last === before.last || short === MOST_SHORT) throw error;
    }
  }
}

/** @throws AnswerError when a page begins with a record that came already */
function expectBehind({ records }: Page, last: string | undefined): void {
  const first = addressedId(records[0]);
  if (first === undefined || last === undefined || first > last) return;
  throw new AnswerError(200, `the record ${first} came a second time`);
}

/** Sessions, one after another, that end before they have read two pages: no org's last so short. */
const MOST_SHORT = 10;

/** For pages that are lost, and for those that are not Salesforce's or do not add up. */
const STARTS = { lost: 3, strange: 2 };

/**
 * Reads something completely, and starts over if pages are lost that {@link resumed} cannot recover, or cannot be
 * Salesforce's, or have not the records that they say. For readers that return nothing before the last page has arrived.
 * @param read is told which attempt it is, from 1 on
 * @throws SalesforceError, AnswerError when the last attempt fails this way too
 */
export async function startingOver<T>(read: (start: number) => Promise<T>): Promise<T> {
  for (let start = 1; ; start += 1) {
    try {
      return await read(start);
    } catch (error) {
      if (start >= startsAfter(error)) throw error;
    }
  }
}

function startsAfter(error: unknown): number {
  if (isLostQuery(error)) return STARTS.lost;
  return error instanceof AnswerError && error.to !== 'signIn' ? STARTS.strange : 1;
}

function isQueryRefusal(error: unknown): boolean {
  return error instanceof SalesforceError && error.status === 400 && !isLostQuery(error);
}
