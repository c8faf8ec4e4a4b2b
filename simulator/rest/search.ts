import { runParameterizedSearch, runSearch } from '../sosl';
import type { SearchParameters } from '../sosl';
import type { Answer, Call, JsonObject } from './call';
import { badRequest, isObject, isSince, objectBody, ok, parserError } from './call';
import { queryContext } from './query';
import { SINCE } from './versions';

/** Up to version 36.0 the list comes bare. */
const found = (call: Call, records: unknown): Answer =>
  ok(isSince(call, SINCE.searchObject) ? { searchRecords: records } : records);

/** GET /search?q= */
export const search = (call: Call): Answer =>
  found(call, runSearch(call.org.store, call.query.get('q') ?? '', queryContext(call, false)));

const answerOf = (call: Call, parameters: SearchParameters): Answer =>
  found(call, runParameterizedSearch(call.org.store, parameters, queryContext(call, false)));

const listOf = (text: string | null): string[] | undefined => text?.split(',').map((entry) => entry.trim());

/** Only what is given: a parameter that is undefined is not the same as one that is absent. */
const given = <T extends object>(parameters: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined)) as never;

function numberOf(call: Call, name: string): number | undefined {
  const text = call.query.get(name);
  return text === null ? undefined : Number(text);
}

/** `Account.fields=Name&Account.limit=5` beside `sobject=Account`: what the parameters say of one object. */
function objectParameters(call: Call, name: string): NonNullable<SearchParameters['sobjects']>[number] {
  const of = (parameter: string) => call.query.get(`${name}.${parameter}`) ?? undefined;
  return {
    name,
    ...given({
      fields: listOf(of('fields') ?? null),
      where: of('where'),
      orderBy: of('orderBy'),
      limit: numberOf(call, `${name}.limit`),
      offset: numberOf(call, `${name}.offset`),
    }),
  };
}

function required(q: unknown): string {
  if (typeof q === 'string' && q !== '') return q;
  throw badRequest('MALFORMED_SEARCH', 'No search term found. The search term must be enclosed in braces.');
}

/** GET /parameterizedSearch?q=…&sobject=…&Account.fields=… */
export function parameterizedSearch(call: Call): Answer {
  const { query } = call;
  const names = query.getAll('sobject').flatMap((text) => text.split(','));
  return answerOf(call, {
    q: required(query.get('q')),
    ...given({
      fields: listOf(query.get('fields')),
      sobjects: names.length > 0 ? names.map((name) => objectParameters(call, name)) : undefined,
      in: query.get('in') ?? undefined,
      overallLimit: numberOf(call, 'overallLimit'),
      defaultLimit: numberOf(call, 'defaultLimit'),
    }),
  });
}

/** A parameter of the body that must have this type where it is given. */
function typed<T>(body: JsonObject, name: string, is: (value: unknown) => value is T): T | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (is(value)) return value;
  throw parserError(`Cannot deserialize ${name}: its value is of another type`);
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isObjects = (value: unknown): value is JsonObject[] => Array.isArray(value) && value.every(isObject);

function objectOf(body: JsonObject): NonNullable<SearchParameters['sobjects']>[number] {
  return {
    name: typed(body, 'name', isText) ?? '',
    ...given({
      fields: typed(body, 'fields', isTexts),
      where: typed(body, 'where', isText),
      orderBy: typed(body, 'orderBy', isText),
      limit: typed(body, 'limit', isNumber),
      offset: typed(body, 'offset', isNumber),
    }),
  };
}

/** POST /parameterizedSearch with the parameters as JSON */
export function parameterizedSearchByBody(call: Call): Answer {
  const body = objectBody(call);
  return answerOf(call, {
    q: required(body['q']),
    ...given({
      fields: typed(body, 'fields', isTexts),
      sobjects: typed(body, 'sobjects', isObjects)?.map(objectOf),
      in: typed(body, 'in', isText),
      overallLimit: typed(body, 'overallLimit', isNumber),
      defaultLimit: typed(body, 'defaultLimit', isNumber),
    }),
  });
}
