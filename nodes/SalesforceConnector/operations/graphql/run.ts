import type { IDataObject } from 'n8n-workflow';

import { counted, countText, type ApiErrorEntry } from '../../../../salesforce/errors';
import { connectionPages } from '../../../../salesforce/graphql/connection';
import { cutConnections, type CutConnection } from '../../../../salesforce/graphql/cut';
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
      const pages = connectionPages(org, call, { ...connection, missed: warnOfMissed(org) });
      return await recordItems(org, isSimple, pages);
    }
    const errors: ApiErrorEntry[] = [];
    const data = await runGraphql(org, call, readPartialData(item) ? noting(org, errors) : undefined);
    // What says that there is more stands in the output.
    warnOfCut(
      org,
      cutConnections(data).filter(({ more }) => more === 'unknown'),
    );
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

function warnOfCut({ hints }: NodeOrg, connections: readonly CutConnection[]): void {
  for (const { name, more } of connections) {
    const unless = `Salesforce returns 10 unless the query asks for more, as in ${name}(first: 200).`;
    if (more === 'some') hints.warn(`${name} has more records than came: ${unless}`);
    else
      hints.warn(
        `${name} may have more than the 10 records that came: ${unless} Its totalCount tells how many there are.`,
      );
  }
}

async function recordItems(
  org: NodeOrg,
  isSimple: boolean,
  pages: ReturnType<typeof connectionPages>,
): Promise<IDataObject[]> {
  const all: IDataObject[] = [];
  for await (const nodes of pages) {
    warnOfCut(org, cutConnections(nodes));
    for (const node of nodes) all.push((isSimple ? simplifyNode(node) : node) as IDataObject);
  }
  return all;
}
