import { requireFeature } from '../api';
import { AnswerError, expectBody, isRecord, isText, listOf, objectWith } from '../errors';
import type { Request, Response } from '../http';
import { apiName, fieldPath, isSameName } from '../names';
import type { Versioned } from '../org';
import { dataPath } from '../path';
import { soslWords, type SearchScope } from '../soql/sosl';
import { addressedId, expectOwnAddress, isOfObject, typeOf, type SalesforceRecord } from './records';

export interface ParameterizedSearch {
  /** Plain words: no character and no word has a special meaning. */
  term: string;
  /** Objects to search in, each with the fields to return (none: only the ID). */
  objects: readonly { name: string; fields: readonly string[] }[];
  /** Which fields are searched. */
  in?: 'ALL' | 'EMAIL' | 'NAME' | 'PHONE' | 'SIDEBAR';
  /** Records in total, 2,000 at most. */
  limit?: number;
}

/**
 * A SOSL search. Read with {@link readSearch}.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search.htm
 */
export function searchRequest({ version }: Versioned, sosl: string): Request {
  return { method: 'GET', path: dataPath(version, 'search'), query: { q: sosl } };
}

/**
 * A search for a plain term. Read with {@link readSearch}.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_search_parameterized.htm
 */
export function parameterizedSearchRequest({ version }: Versioned, search: ParameterizedSearch): Request {
  requireFeature({ version }, 'termSearch');
  return {
    method: 'POST',
    path: dataPath(version, 'parameterizedSearch'),
    reads: true,
    body: {
      q: soslWords(search.term, 'Term'),
      in: search.in ?? 'ALL',
      sobjects: search.objects.map(({ name, fields }) => ({
        name: apiName(name, 'Object'),
        fields: fields.length > 0 ? fields.map((field) => fieldPath(field, 'Field')) : ['Id'],
      })),
      ...(search.limit === undefined ? {} : { overallLimit: search.limit }),
    },
  };
}

/**
 * The records that a search has found.
 * @param scope what was asked for
 * @throws AnswerError for records that were not, or came twice
 */
export function readSearch(response: Response, scope: SearchScope = {}): SalesforceRecord[] {
  const body = expectBody(response, isSearchAnswer, 'a list of records found', 200);
  const records = Array.isArray(body) ? body : body.searchRecords;
  const { objects, limit = Infinity } = scope;
  for (const record of records) {
    const type = typeOf(record);
    const isWanted = type !== undefined && (objects?.some(({ name }) => isOfObject(type, name)) ?? true);
    if (!isWanted)
      throw new AnswerError(response.status, 'a record of an object that was asked for was expected', record);
    expectOwnAddress(record);
  }
  for (const { name, limit: most = Infinity } of objects ?? []) {
    expectAtMost(
      most,
      records.filter((record) => isSameName(typeOf(record) ?? '', name)),
    );
  }
  expectAtMost(limit, records);
  // An article is found as a record of its own object and of that of all articles.
  const found = new Set<string>();
  const isNew = (record: SalesforceRecord): boolean => {
    const id = addressedId(record) ?? record['Id'];
    if (!isText(id)) return true;
    const before = found.size;
    return found.add(`${typeOf(record)} ${id}`).size > before;
  };
  if (records.every(isNew)) return records;
  throw new AnswerError(response.status, 'it has one record twice');
}

function expectAtMost(most: number, records: readonly SalesforceRecord[]): void {
  if (records.length <= most) return;
  throw new AnswerError(200, `${records.length} records came, and ${most} were asked for`);
}

interface SearchAnswer {
  searchRecords: SalesforceRecord[];
}

const isRecordList = listOf<SalesforceRecord>(isRecord);
const isSearchObject = objectWith<SearchAnswer>({ searchRecords: isRecordList });

/** Up to version 36.0 the list comes bare. */
function isSearchAnswer(body: unknown): body is SearchAnswer | SalesforceRecord[] {
  return isRecordList(body) || isSearchObject(body);
}
