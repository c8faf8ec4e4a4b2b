import type { IDataObject } from 'n8n-workflow';

import type { ReportStyle } from '../../../../salesforce/analytics/cells';
import {
  readReportResults,
  runReportRequest,
  type ReportResults,
  type WantedRun,
} from '../../../../salesforce/analytics/results';
import { reportRows, reportTotals } from '../../../../salesforce/analytics/rows';
import { limitProperties, readLimit } from '../../fields/limit';
import { readReportId, reportProperty } from '../../fields/report';
import {
  readReportOutput,
  readReportStyle,
  REPORT_STYLE_OPTIONS,
  reportOutputProperties,
  type ReportOutput,
} from '../../fields/reportOutput';
import type { NodeOrg } from '../../host/org';
import type { EachOperation } from '../define';
import { hintOnRows } from './rowHints';

export const reportRun: EachOperation = {
  value: 'run',
  name: 'Run',
  action: 'Run report',
  description: 'Run a report and return its rows or its totals',
  properties: [reportProperty, ...reportOutputProperties, ...limitProperties],
  options: REPORT_STYLE_OPTIONS,
  each: async (org, item) => {
    const output = readReportOutput(item);
    const limit = readLimit(item);
    const style = readReportStyle(item);
    const results = await runReport(org, { id: readReportId(item), details: output === 'rows' });
    if (output === 'rows') hintOnRows(org, results, limit);
    return upToLimit(outputRows(results, output, style), limit);
  },
};

async function runReport(org: NodeOrg, wanted: WantedRun): Promise<ReportResults> {
  return readReportResults(await org.send(runReportRequest(org, wanted)), wanted);
}

function outputRows(results: ReportResults, output: ReportOutput, style: ReportStyle): Iterable<IDataObject> {
  const rows = output === 'rows' ? reportRows(results, style) : reportTotals(results, style, output === 'subtotals');
  return rows as Iterable<IDataObject>;
}

function upToLimit(rows: Iterable<IDataObject>, limit = Infinity): IDataObject[] {
  const items: IDataObject[] = [];
  for (const row of rows) {
    if (items.length >= limit) break;
    items.push(row);
  }
  return items;
}
