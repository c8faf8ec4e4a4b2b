import type { IDataObject } from 'n8n-workflow';

import { reportRows, reportTotals } from '../../../../salesforce/analytics/rows';
import { asError } from '../../../../salesforce/errors';
import { limitProperties, readLimit } from '../../fields/limit';
import { reportProperty } from '../../fields/report';
import { dateColumnOption, reportFilterProperties } from '../../fields/reportFilters';
import { reportInstanceOption, reportModeProperties } from '../../fields/reportMode';
import {
  readReportOutput,
  readReportStyle,
  REPORT_STYLE_OPTIONS,
  reportOutputProperties,
} from '../../fields/reportOutput';
import { sliceByOption } from '../../fields/sliceBy';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { RunningOutput } from '../../host/outcome';
import type { EachOperation } from '../define';
import { allRows, readRun, runReport, StillRunning } from './runner';

export const reportRun: EachOperation = {
  value: 'run',
  name: 'Run',
  action: 'Run report',
  description: 'Run a report and return its rows or its totals',
  properties: [
    reportProperty,
    ...reportOutputProperties,
    ...limitProperties,
    ...reportFilterProperties,
    ...reportModeProperties,
  ],
  options: [dateColumnOption, reportInstanceOption, sliceByOption, ...REPORT_STYLE_OPTIONS],
  each: async (org, item) => {
    try {
      return await reportItems(org, item);
    } catch (error) {
      if (!(error instanceof StillRunning)) throw asError(error);
      org.hints.warn(`${error.message} Get its results later with the option Instance ID.`);
      const { reportId, instance } = error;
      const running = { ended: false, reportId, instanceId: instance.id, status: instance.status };
      return [new RunningOutput(running, `Report instance ${instance.id}`)];
    }
  },
};

async function reportItems(org: NodeOrg, item: Item): Promise<IDataObject[]> {
  const output = readReportOutput(item);
  const limit = readLimit(item);
  const style = readReportStyle(item);
  const run = await readRun(org, item);
  if (output !== 'rows') {
    const results = await runReport(org, run, false);
    return [...reportTotals(results, style, output === 'subtotals')].slice(0, limit) as IDataObject[];
  }
  const items: IDataObject[] = [];
  for await (const results of allRows(org, item, run, { limit })) {
    for (const row of reportRows(results, style)) items.push(row as IDataObject);
  }
  return items.slice(0, limit);
}
