import { expectStatus } from '../errors';
import type { Request, Response } from '../http';
import { apiName, fieldPath } from '../names';
import type { Versioned } from '../org';
import { dataPath } from '../path';
import { soslTerm } from '../soql/sosl';
import type { SalesforceRecord } from './pages';

export interface ParameterizedSearch {
  /** Plain words: no character has a special meaning. */
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
  return {
    method: 'POST',
    path: dataPath(version, 'parameterizedSearch'),
    body: {
      q: soslTerm(search.term),
      in: search.in ?? 'ALL',
      sobjects: search.objects.map(({ name, fields }) => ({
        name: apiName(name, 'Object'),
        fields: fields.length > 0 ? fields.map((field) => fieldPath(field, 'Field')) : ['Id'],
      })),
      ...(search.limit === undefined ? {} : { overallLimit: search.limit }),
    },
  };
}

export function readSearch(response: Response): SalesforceRecord[] {
  return (expectStatus(response, 200).body as { searchRecords: SalesforceRecord[] }).searchRecords;
}
