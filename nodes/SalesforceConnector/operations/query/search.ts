import type { SalesforceRecord } from '../../../../salesforce/query';
import { parameterizedSearchRequest, readSearch, searchRequest } from '../../../../salesforce/query/search';
import { soslScope } from '../../../../salesforce/soql/sosl';
import { limitProperties, readLimit } from '../../fields/limit';
import { readShape, simplifyOutput } from '../../fields/options';
import { readSosl, readTermSearch, searchIn, searchProperties } from '../../fields/search';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';

/** Salesforce's maximum per search. */
const MOST_RESULTS = 2000;

const CUT_OFF = 'Salesforce returns at most 2,000 results of a search: there may be more.';

export const querySearch: EachOperation = {
  value: 'search',
  name: 'Search',
  action: 'Search records',
  description: 'Search the fields of one or more objects for a term (SOSL)',
  properties: [...searchProperties, ...limitProperties],
  options: [searchIn, simplifyOutput],
  each: async (org, item) => {
    const limit = readLimit(item);
    const shape = readShape(item);
    const sosl = readSosl(org, item);
    const found = sosl === undefined ? await findTerm(org, item, limit) : await findSosl(org, sosl);
    if (found.length >= MOST_RESULTS && (limit ?? Infinity) >= MOST_RESULTS) org.hints.warn(CUT_OFF);
    return found.slice(0, limit).map((record) => ({ ...sObjectOf(record), ...shape(record) }));
  },
};

async function findTerm(org: NodeOrg, item: Item, limit = MOST_RESULTS): Promise<SalesforceRecord[]> {
  const search = await readTermSearch(org, item, Math.min(limit, MOST_RESULTS));
  return readSearch(await org.send(parameterizedSearchRequest(org, search)), search);
}

async function findSosl(org: NodeOrg, sosl: string): Promise<SalesforceRecord[]> {
  return readSearch(await org.send(searchRequest(org, sosl)), soslScope(sosl));
}

/** Records of several objects come in one list, so each contains its object, simplified or not. */
function sObjectOf(record: SalesforceRecord): { sObject?: string } {
  const { type } = (record['attributes'] ?? {}) as { type?: string };
  return type === undefined ? {} : { sObject: type };
}
