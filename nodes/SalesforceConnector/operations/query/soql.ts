import { includeDeleted, simplifyOutput } from '../../fields/options';
import { outputProperties } from '../../fields/output';
import { parametersProperty } from '../../fields/queryParameters';
import { readSoql, soqlProperty } from '../../fields/soql';
import type { EachOperation } from '../define';
import { queryOutput } from './queryOutput';

export const querySoql: EachOperation = {
  value: 'soql',
  name: 'SOQL',
  action: 'Run SOQL query',
  description: 'Run a SOQL query and return its rows as items or in a file',
  properties: [soqlProperty, parametersProperty, ...outputProperties],
  options: [includeDeleted, simplifyOutput],
  each: (org, item) => queryOutput(org, item, readSoql(org, item)),
};
