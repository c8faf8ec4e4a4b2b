import type { IDataObject } from 'n8n-workflow';

import { counted, countText, type ApiErrorEntry } from '../../../../salesforce/errors';
import { connectionPages } from '../../../../salesforce/graphql/connection';
import { runGraphql } from '../../../../salesforce/graphql/run';
import { simplifyNode } from '../../../../salesforce/graphql/simplify';
import {
  canMutate,
  cursorVariable,
  graphqlProperties,
  operationName,
  partialData,
  readConnection,
  readGraphqlCall,
  readPartialData,
} from '../../fields/graphql';
import { readSimplify, simplifyOutput } from '../../fields/options';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';

export const graphqlRun: EachOperation = {
  value: 'run',
  name: 'Run',
  action: 'Run GraphQL query',
  description: 'Run a GraphQL query or mutation with typed variables, and return its data or the records of all pages',
  properties: graphqlProperties,
  options: [cursorVariable, operationName, partialData, simplifyOutput],
  saves: canMutate,
  each: async (org, item) => {
    const call = readGraphqlCall(org, item);
    const connection = readConnection(item);
    const isSimple = readSimplify(item);
    if (connection !== undefined) {
      return await recordItems(isSimple, connectionPages(org, call, { ...connection, missed: warnOfMissed(org) }));
    }
    const errors: ApiErrorEntry[] = [];
    const data = await runGraphql(org, call, readPartialData(item) ? noting(org, errors) : undefined);
    return [
      { ...data, ...(errors.length === 0 ? {} : { errors: errors.map((error) => ({ ...error })) }) } as IDataObject,
    ];
  },
};

function noting({ hints }: NodeOrg, noted: ApiErrorEntry[]): (errors: readonly ApiErrorEntry[]) => void {
  return (errors) => {
    noted.push(...errors);
    for (const { message } of errors) hints.warn(`A part of the query failed: ${message}`);
  };
}

function warnOfMissed({ hints }: NodeOrg): (came: number, all: number | undefined) => void {
  return (came, all) => {
    const of = all === undefined ? '' : ` of ${countText(all)}`;
    hints.warn(
      `${counted(came, 'record')}${of} came: without upperBound, Salesforce returns 4,000. Add first: 2000 and upperBound to the connection.`,
    );
  };
}

async function recordItems(isSimple: boolean, pages: ReturnType<typeof connectionPages>): Promise<IDataObject[]> {
  const all: IDataObject[] = [];
  for await (const nodes of pages) {
    for (const node of nodes) all.push((isSimple ? simplifyNode(node) : node) as IDataObject);
  }
  return all;
}
