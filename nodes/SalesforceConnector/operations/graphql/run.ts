import type { IDataObject } from 'n8n-workflow';

import { counted, countText, type ApiErrorEntry } from '../../../../salesforce/errors';
import {
  connectionPages,
  MOST_WITHOUT_BOUND,
  type ConnectionCounts,
  type WantedConnection,
} from '../../../../salesforce/graphql/connection';
import { cutConnections, type CutConnection } from '../../../../salesforce/graphql/cut';
import { askedRecords } from '../../../../salesforce/graphql/document';
import { runGraphql, type GraphqlData } from '../../../../salesforce/graphql/run';
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
    const asked = askedRecords(call.query, call.variables.values);
    if (connection !== undefined) {
      const pages = connectionPages(org, call, { ...connection, missed: warnOfMissed(org) });
      return await recordItems(pages, isSimple, (nodes) => {
        warnOfCut(org, cutConnections(nodes, asked));
      });
    }
    const errors: ApiErrorEntry[] = [];
    const data = await runGraphql(org, call, readPartialData(item) ? noting(org, errors) : undefined);
    // What says that there is more stands in the output, and who writes how many wants so many.
    warnOfCut(
      org,
      cutConnections(data, asked).filter(({ more, limit }) => more === 'unknown' && limit === 'unasked'),
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

function warnOfMissed({ hints }: NodeOrg): WantedConnection['missed'] {
  return (came, counts) => {
    hints.warn(missedSentence(came, counts));
  };
}

function missedSentence(came: number, { last, most }: ConnectionCounts): string {
  if (last !== undefined && most !== undefined && last < most) {
    return `There were ${counted(most, 'record')}, and ${countText(last)} in the end: some went while pages were read, and others may not have come. Run it again if you need all.`;
  }
  const of = last === undefined ? '' : ` of ${countText(last)}`;
  const why =
    came < MOST_WITHOUT_BOUND
      ? 'Salesforce says that no page follows. Run it again if you need all.'
      : 'without upperBound, Salesforce returns 4,000. Add first: 2000 and upperBound to the connection.';
  return `${counted(came, 'record')}${of} came: ${why}`;
}

function warnOfCut({ hints }: NodeOrg, connections: readonly CutConnection[]): void {
  for (const one of connections) hints.warn(cutSentence(one));
}

function cutSentence({ name, more, came, limit }: CutConnection): string {
  const has = more === 'some' ? `${name} has more` : `${name} may have more`;
  const than = more === 'some' ? 'than came' : `than the ${counted(came, 'record')} that came`;
  switch (limit) {
    case 'asked': {
      const toKnow = more === 'some' ? '' : ': ask for its pageInfo { hasNextPage } or totalCount to know';
      return `${has} than the ${counted(came, 'record')} that its first asks for${toKnow}.`;
    }
    case 'unasked': {
      const toKnow = more === 'some' ? '' : ' Its totalCount tells how many there are.';
      const records = more === 'some' ? ' records' : '';
      return `${has}${records} ${than}: Salesforce returns 10 unless the query asks for more, as in ${name}(first: 200).${toKnow}`;
    }
    case 'other':
      return `${has} than the ${counted(came, 'record')} that came.`;
  }
}

async function recordItems(
  pages: ReturnType<typeof connectionPages>,
  isSimple: boolean,
  look: (nodes: readonly GraphqlData[]) => void,
): Promise<IDataObject[]> {
  const all: IDataObject[] = [];
  for await (const nodes of pages) {
    look(nodes);
    for (const node of nodes) all.push((isSimple ? simplifyNode(node) : node) as IDataObject);
  }
  return all;
}
