import { SalesforceError } from '../errors';
import { inIdOrder } from '../soql/clauses';
import { isLostQuery, type Page, type SalesforceRecord } from './pages';

/**
 * Reads a query to its end although the session may end on the way: it is asked in the order of the records' IDs, and
 * again from behind the last record given out when its further pages are lost. So no record comes twice, and none is
 * left out that was there all the time. A query with an order, a limit or groups of its own is asked as it is written.
 * @param ask runs a query and gives its pages
 * @throws SalesforceError when pages are lost that cannot be had so
 */
export async function* resumed(
  soql: string,
  ask: (soql: string) => AsyncIterable<Page>,
): AsyncGenerator<Page, void, undefined> {
  let last: string | undefined;
  let given = 0;
  for (;;) {
    const text = inIdOrder(soql, last);
    if (text === undefined) return yield* ask(soql);
    const before = { last, given };
    try {
      for await (const page of ask(text)) {
        yield { ...page, totalSize: before.given + page.totalSize };
        given += page.records.length;
        last = idOf(page.records.at(-1)) ?? last;
      }
      return;
    } catch (error) {
      // Some objects cannot be sorted, or not by their ID. A mistake in the query itself is told of it as it is written.
      if (last === undefined && isQueryRefusal(error)) return yield* ask(soql);
      if (!isLostQuery(error) || last === before.last) throw error;
    }
  }
}

const STARTS = 3;

/**
 * Reads something whole, from the beginning again when pages are lost that {@link resumed} cannot have. For readers of
 * whom nobody has anything before the last page has come.
 * @throws SalesforceError when the last of the tries ends so
 */
export async function startingOver<T>(read: () => Promise<T>): Promise<T> {
  for (let start = 1; ; start += 1) {
    try {
      return await read();
    } catch (error) {
      if (!isLostQuery(error) || start === STARTS) throw error;
    }
  }
}

function isQueryRefusal(error: unknown): boolean {
  return error instanceof SalesforceError && error.status === 400 && !isLostQuery(error);
}

/** The ID need not be among the fields of a query: it ends the record's own address. */
function idOf(record: SalesforceRecord | undefined): string | undefined {
  const { url } = (record?.['attributes'] ?? {}) as { url?: unknown };
  return typeof url === 'string' ? /\/([a-zA-Z0-9]{15,18})$/.exec(url)?.[1] : undefined;
}
