import type { IDataObject } from 'n8n-workflow';

import { queryPages } from '../../../../salesforce/query';
import { bind } from '../../../../salesforce/soql';
import { includeDeleted, optionsProperty, shown, simplifyOutput } from '../../fields/options';
import { parametersProperty, readParameters } from '../../fields/parameters';
import { readSoql, soqlProperty } from '../../fields/soql';
import type { EachOperation } from '../define';

export const soql: EachOperation = {
  value: 'soql',
  name: 'SOQL',
  action: 'Run SOQL query',
  description: 'Run a query and return one item for each row',
  properties: [soqlProperty, parametersProperty, optionsProperty(includeDeleted, simplifyOutput)],
  each: async (org, item) => {
    const text = bind(readSoql(item), readParameters(item), { timeZone: org.timeZone });
    const options = { includeDeleted: item.param('options.includeDeleted', false) };
    const rows: IDataObject[] = [];
    for await (const page of queryPages(org.send, org.version, text, options)) {
      for (const record of page.records) rows.push(shown(item, record));
    }
    return rows;
  },
};
