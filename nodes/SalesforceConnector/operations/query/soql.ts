import { bind } from '../../../../salesforce/soql/select';
import { includeDeleted, simplifyOutput } from '../../fields/options';
import { outputProperties } from '../../fields/output';
import { parametersProperty, readParameters } from '../../fields/parameters';
import { readSoql, soqlProperty } from '../../fields/soql';
import type { EachOperation } from '../define';
import { rowsOf } from './rows';

export const soql: EachOperation = {
  value: 'soql',
  name: 'SOQL',
  action: 'Run SOQL query',
  description: 'Run a query and return its rows, as items or in a file',
  properties: [soqlProperty, parametersProperty, ...outputProperties],
  options: [includeDeleted, simplifyOutput],
  each: (org, item) => rowsOf(org, item, bind(readSoql(item), readParameters(item), { timeZone: org.timeZone })),
};
