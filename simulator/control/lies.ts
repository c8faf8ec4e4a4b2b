import { gzipSync } from 'node:zlib';

import { endOfRows } from '../bulk/csv';

/** An answer as a whole, before it is compressed. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where only half of the body comes: whether its length was named, so that the connection has to break. */
  readonly half?: 'lengthNamed' | 'lengthUnnamed';
}

/** What a lie knows of itself. */
export interface Telling {
  /** Path and query string of the request. */
  readonly url: string;
  /** 1 for the first answer that the fault changes. */
  readonly count: number;
  /** The answer to the first one, as it would have been. */
  readonly first: Answer;
}

type Lie = (truth: Answer, telling: Telling) => Answer;

const HTML = { 'content-type': 'text/html; charset=UTF-8' };
const JSON_TYPE = 'application/json;charset=UTF-8';

const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Login | Salesforce</title></head>' +
  '<body><form action="/login"><input name="username"><input name="pw" type="password"></form></body></html>';
const MAINTENANCE_PAGE = '<html><body><h1>We are down for maintenance</h1></body></html>';

/** Something else in place of the answer. */
const replacedBy =
  (body: Buffer | string, headers: Answer['headers'] = { 'content-type': JSON_TYPE }, status = 200): Lie =>
  () => ({ status, headers, body: Buffer.from(body) });

const HUGE = 64 * 1024 * 1024;
const huge = (): Buffer => Buffer.alloc(HUGE, 'x');
let bomb: Buffer | undefined;

/** A refusal that asks to be left alone for so long. */
const busy = (retryAfter: string): Lie =>
  replacedBy(
    JSON.stringify([{ errorCode: 'SERVER_UNAVAILABLE', message: 'Server is busy' }]),
    { 'content-type': JSON_TYPE, 'retry-after': retryAfter },
    503,
  );

/** Whoever follows a redirect of the org's to here carries the token with him; a fault's headers can name another. */
const ELSEWHERE = 'https://elsewhere.example/';
const redirected = (status: number): Lie => replacedBy('', { location: ELSEWHERE }, status);

const halved =
  (half: NonNullable<Answer['half']>): Lie =>
  (truth) => ({ ...truth, half });

const typed = (of: (type: string) => string): Lie => {
  return (truth) => ({
    ...truth,
    headers: { ...truth.headers, 'content-type': of(truth.headers['content-type'] ?? '') },
  });
};

const recoded = (encoding: 'latin1' | 'utf16le', typeOf: (type: string) => string): Lie => {
  const name = typed(typeOf);
  return (truth, telling) => ({
    ...name(truth, telling),
    body: Buffer.from(truth.body.toString('utf8'), encoding),
  });
};

const bareType = (type: string): string => type.split(';', 1)[0] ?? '';

type Json = Record<string, unknown>;

function parsed({ body }: Answer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withJson = (truth: Answer, body: unknown): Answer => ({ ...truth, body: Buffer.from(JSON.stringify(body)) });

/** Changes objects; what else is answered stays. */
const object =
  (change: (body: Json, telling: Telling) => Json): Lie =>
  (truth, telling) => {
    const body = parsed(truth);
    return isObject(body) ? withJson(truth, change(body, telling)) : truth;
  };

/** The properties that hold the rows of an object that is a list. */
const LISTS = ['records', 'searchRecords', 'resultPages', 'elements'] as const;
const listIn = (body: Json): (typeof LISTS)[number] | undefined => LISTS.find((name) => Array.isArray(body[name]));

/** Whether an answer is a page of several, as queries and the Connect REST API have them. */
const isPage = (body: Json): boolean => 'done' in body || 'nextPageUrl' in body;

/** What names the next page. */
const withNext = (body: Json, url: string): Json =>
  'done' in body ? { ...body, done: false, nextRecordsUrl: url } : { ...body, nextPageUrl: url };

/** The first page, ever again under the addresses of further ones; what is no page stays. */
const pages = (rowsOf: (rows: readonly unknown[], count: number) => readonly unknown[]): Lie => {
  return (truth, { first, url, count }) => {
    const body = parsed(first);
    const list = isObject(body) && isPage(body) ? listIn(body) : undefined;
    if (!isObject(body) || list === undefined) return truth;
    const next = withNext(body, `${url.split('?', 1)[0] ?? ''}?page=${count + 1}`);
    return withJson(first, { ...next, [list]: rowsOf(body[list] as unknown[], count) });
  };
};

/** A row that was never there before; those of the first page are true. */
function renewed(row: unknown, count: number): unknown {
  if (!isObject(row) || count === 1) return row;
  const { Id: id, attributes, resultUrl } = row;
  const other = (text: unknown): string => String(text).replace(/\w{4}(?=\w{11}$)/, String(count).padStart(4, '0'));
  return {
    ...row,
    ...(id === undefined ? {} : { Id: other(id) }),
    ...(isObject(attributes) ? { attributes: { ...attributes, url: other(attributes['url']) } } : {}),
    ...(resultUrl === undefined ? {} : { resultUrl: `${String(resultUrl)}&again=${count}` }),
  };
}

type ChangeRows = <T>(rows: readonly T[], count: number) => readonly T[];

/** Changes the rows of a CSV, and what it says of their number, or those of a list. */
const rows = (change: ChangeRows): Lie => {
  return (truth, { count }) => {
    if (truth.headers['content-type']?.startsWith('text/csv') === true) return withRows(truth, change, count);
    const body = parsed(truth);
    if (Array.isArray(body)) return withJson(truth, change(body, count));
    const list = isObject(body) ? listIn(body) : undefined;
    if (!isObject(body) || list === undefined) return truth;
    return withJson(truth, { ...body, [list]: change(body[list] as unknown[], count) });
  };
};

function withRows(truth: Answer, change: ChangeRows, count: number): Answer {
  const { body, headers } = truth;
  const lines: Buffer[] = [];
  for (let from = 0; from < body.length;) {
    const to = endOfRows(body, from, 1);
    lines.push(body.subarray(from, to));
    from = to;
  }
  const changed = change(lines.slice(1), count);
  const counted = 'sforce-numberofrecords' in headers ? { 'sforce-numberofrecords': String(changed.length) } : {};
  return { ...truth, headers: { ...headers, ...counted }, body: Buffer.concat([...lines.slice(0, 1), ...changed]) };
}

const COUNTS = ['numberRecordsFailed', 'numberRecordsProcessed', 'totalSize'];

const counting = (lower: (count: number) => number): Lie =>
  object((body) => ({
    ...body,
    ...Object.fromEntries(
      COUNTS.flatMap((name) => (typeof body[name] === 'number' ? [[name, lower(body[name])]] : [])),
    ),
  }));

const middleOf = (list: readonly unknown[]): number => Math.floor(list.length / 2);

/** THE TABLE: each lie by its name, and how it changes an answer. */
const TABLE = {
  // Somebody else answers.
  loginPage: replacedBy(LOGIN_PAGE, HTML),
  maintenancePage: replacedBy(MAINTENANCE_PAGE, HTML),
  redirect302: redirected(302),
  redirect307: redirected(307),
  busyForAges: busy('2000000'),
  busyForNonsense: busy('soon, -1'),
  // Nothing is answered, or too much.
  nullBody: replacedBy('null'),
  emptyBody: replacedBy(''),
  hugeBody: (truth, telling) => replacedBy(huge())(truth, telling),
  gzipBomb: (truth, telling) =>
    replacedBy((bomb ??= gzipSync(huge())), { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' })(truth, telling),
  // Half of it, or in another form.
  halfWithLength: halved('lengthNamed'),
  halfWithoutLength: halved('lengthUnnamed'),
  /** UTF-16 under the name of UTF-8. */
  wrongCharset: recoded('utf16le', (type) => type),
  foreignCharset: recoded('latin1', (type) => `${bareType(type)};charset=ISO-8859-1`),
  wrongContentType: typed((type) => (type.startsWith('text/csv') ? 'application/octet-stream' : 'text/plain')),
  // Pages without an end.
  /** The first answer to every request, as from a cache. */
  sameAgain: (_, { first }) => first,
  ownNextPage: object((body, { url }) => (isPage(body) ? withNext(body, url) : body)),
  emptyPages: pages(() => []),
  newPages: pages((list, count) => list.map((row) => renewed(row, count))),
  // Wrong numbers, wrong rows.
  countsZero: counting(() => 0),
  countsFewer: counting((count) => Math.floor(count / 2)),
  /** Another one each time. */
  otherOrder: rows((list, count) => [...list.slice(count), ...list.slice(0, count)].toReversed()),
  rowMissing: rows((list) => list.toSpliced(middleOf(list), 1)),
  rowTwice: rows((list) => [...list, ...list.slice(middleOf(list), middleOf(list) + 1)]),
  lastPageEarly: object((body) => ('done' in body ? { ...body, done: true, nextRecordsUrl: undefined } : body)),
} satisfies Record<string, Lie>;

export type LieName = keyof typeof TABLE;

export const LIES: Readonly<Record<LieName, Lie>> = TABLE;

export const LIE_NAMES = Object.keys(TABLE) as LieName[];
