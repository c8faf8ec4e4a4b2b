import { standardKeyPrefix } from '../describe';
import { AnswerError, isErrorList, isRecord, isText } from '../errors';
import type { Method } from '../http';
import { canBeOneRecord, canonicalId, isIdWith } from '../ids';

/** What was asked for, as far as its answer can be compared with it. */
export interface AskedRequest {
  readonly method: Method;
  /** From /services/ on. */
  readonly path: string;
}

/** What it was answered with. */
export interface AnsweredRequest {
  readonly status: number;
  readonly body: unknown;
}

/** A path of an object, or of one of its records. */
const OBJECT_PATH = /^\/services\/data\/v\d{2,3}\.0\/sobjects\/(\w+)(?:\/(\w{15}(?:\w{3})?))?\/?(?:\?|$)/;

/** A path of what is saved: also of the Tooling API, and by an external ID. */
const SAVED_PATH = /^\/services\/data\/v\d{2,3}\.0\/(?:tooling\/)?sobjects\//;

/**
 * A success of the data API, unless it cannot be that of its request: it says that it failed, or is about another record.
 * @throws AnswerError
 */
export function expectOwnAnswer(asked: AskedRequest, { status, body }: AnsweredRequest): void {
  const { method, path } = asked;
  if (status >= 300 || !path.startsWith('/services/data/')) return;
  if (isErrorList(body))
    throw new AnswerError(status, 'it is a list of errors, and its status says that it succeeded', body);
  if (!isRecord(body)) return;
  if (method !== 'GET' && SAVED_PATH.test(path) && body['success'] === false)
    throw new AnswerError(status, 'it says that the record was not saved, and its status that it was', body);
  const [, object = '', id] = OBJECT_PATH.exec(path) ?? [];
  const created = createdBy(asked, body);
  if (created !== undefined && !isOfCreatedObject(created, object))
    throw new AnswerError(status, `the ID of a record of ${object} was expected`, body);
  if (method === 'GET' && !canBeOneRecord(id, body['Id']))
    throw new AnswerError(status, `it is about record ${String(body['Id'])}, and ${String(id)} was asked for`, body);
}

function isOfCreatedObject(id: string, object: string): boolean {
  const prefix = standardKeyPrefix(object);
  return prefix === undefined || isIdWith(prefix, id);
}

/** The ID of the record that a request has created. */
function createdBy({ method, path }: AskedRequest, body: unknown): string | undefined {
  const [onObject, , record] = OBJECT_PATH.exec(path) ?? [];
  if (method !== 'POST' || onObject === undefined || record !== undefined) return undefined;
  const id = isRecord(body) ? body['id'] : undefined;
  return isText(id) ? id : undefined;
}

/** The answers to requests that travel together. */
export class OwnAnswers {
  readonly #created = new Set<string>();

  /** @throws AnswerError for one that cannot be that of its request: then none can be trusted */
  expect(answers: readonly (readonly [AskedRequest, AnsweredRequest])[]): void {
    for (const [asked, told] of answers) {
      expectOwnAnswer(asked, told);
      const text = told.status < 300 ? createdBy(asked, told.body) : undefined;
      if (text === undefined) continue;
      const id = canonicalId(text) ?? text;
      if (this.#created.has(id))
        throw new AnswerError(told.status, `it is about record ${id}, which is another item’s`);
      this.#created.add(id);
    }
  }
}
