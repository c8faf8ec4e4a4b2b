import { runQuery } from '../soql';
import type { QueryContext, QueryCursor } from '../soql';
import type { Answer, Call } from './call';
import { badRequest, header, ok } from './call';
import { find, keep, locatorUrl } from './locators';

/** Records in a page: Salesforce takes 200 to 2,000 and brings what is outside to the nearest. */
const BATCH = { least: 200, most: 2000 };

function batchSize(call: Call): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(header(call, 'sforce-query-options') ?? '')?.[1];
  return asked === undefined ? BATCH.most : Math.min(BATCH.most, Math.max(BATCH.least, Number(asked)));
}

/** The zone that date literals are read in. */
export function timeZone(call: Pick<Call, 'org' | 'session'>): string {
  const { store } = call.org;
  const users = store.schema.object('User');
  const zone = users && store.byId(users, call.session.userId)?.['TimeZoneSidKey'];
  return typeof zone === 'string' ? zone : 'UTC';
}

/** Who asks, and when. */
export function queryContext(call: Call, includeDeleted: boolean): QueryContext {
  return {
    userId: call.session.userId,
    now: call.org.clock.now(),
    timeZone: timeZone(call),
    includeDeleted,
    version: call.version,
    registerSubquery: (cursor, from) => locatorUrl(call, keep(call, cursor, BATCH.most), from),
    subqueryPageSize: () => call.org.choices.pageSize(BATCH.most),
  };
}

function page(cursor: QueryCursor, from: number, size: number, nextUrl: (from: number) => string): Answer {
  const to = Math.min(from + size, cursor.totalSize);
  const done = to >= cursor.totalSize;
  return ok({
    totalSize: cursor.totalSize,
    done,
    ...(!done && { nextRecordsUrl: nextUrl(to) }),
    records: cursor.page(from, to),
  });
}

/** The first page of a query's answer, and a locator where there are more. */
export function firstPage(call: Call, cursor: QueryCursor): Answer {
  const size = batchSize(call);
  if (cursor.kind === 'count') return ok({ totalSize: cursor.totalSize, done: true, records: [] });
  if (cursor.kind === 'aggregate' && cursor.totalSize > BATCH.most) {
    throw badRequest(
      'EXCEEDED_ID_LIMIT',
      'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
    );
  }
  const length = cursor.kind === 'aggregate' ? BATCH.most : call.org.choices.pageSize(size);
  return page(cursor, 0, length, (from) => locatorUrl(call, keep(call, cursor, size), from));
}

const run = (call: Call, includeDeleted: boolean): Answer =>
  firstPage(call, runQuery(call.org.store, call.query.get('q') ?? '', queryContext(call, includeDeleted)));

/** GET /query?q= */
export const query = (call: Call): Answer => run(call, false);

/** GET /tooling/query?q=: setup in rows */
export const toolingQuery = (call: Call): Answer =>
  firstPage(call, runQuery(call.org.tooling, call.query.get('q') ?? '', queryContext(call, false)));

/** GET /queryAll?q=: deleted records too */
export const queryAll = (call: Call): Answer => run(call, true);

/** GET /query/{locator} */
export function queryMore(call: Call, text: string): Answer {
  const { id, locator, from } = find(call, text);
  const length = call.org.choices.pageSize(locator.batchSize);
  return page(locator.cursor, from, length, (next) => locatorUrl(call, id, next));
}
