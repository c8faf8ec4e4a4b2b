import type { ReportStyle } from '../../../../salesforce/analytics/cells';
import { reportCsv } from '../../../../salesforce/analytics/csv';
import { reportWorkbook } from '../../../../salesforce/analytics/workbook';
import { repeatStep } from '../../../../salesforce/retry';
import { readReportStyle, columnNames } from '../../fields/reportOutput';
import { reportProperty } from '../../fields/report';
import { readReportFile, reportFileProperties, type ReportFile } from '../../fields/reportFile';
import { dateColumnOption, reportFilterProperties } from '../../fields/reportFilters';
import { sliceByOption } from '../../fields/sliceBy';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Output } from '../../host/outcome';
import type { EachOperation } from '../define';
import { allRows, readRun, type ReportRun } from './runner';

export const reportExport: EachOperation = {
  value: 'export',
  name: 'Export',
  action: 'Export report',
  description: 'Run a report and put it into a file, for Excel or as CSV',
  properties: [reportProperty, ...reportFileProperties, ...reportFilterProperties],
  options: [columnNames, dateColumnOption, sliceByOption],
  each: async (org, item) => {
    const file = readReportFile(item);
    const style = readReportStyle(item);
    const run = await readRun(org, item);
    // A file that breaks off is written again from its beginning.
    return await repeatStep(org, () =>
      (file.format === 'xlsx' ? workbookFile : csvFile)(org, item, { file, style, run }),
    );
  },
};

/** What is exported, and into which file. */
interface ReportExport {
  readonly file: ReportFile;
  readonly style: ReportStyle;
  readonly run: ReportRun;
}

async function workbookFile(org: NodeOrg, item: Item, { file, run }: ReportExport): Promise<Output[]> {
  const binary = await item.writeFile(reportWorkbook(org, { ...run, details: true }), file.name);
  return [new FileOutput({ reportId: run.id, fileName: file.name.fileName }, { [file.property]: binary })];
}

async function csvFile(org: NodeOrg, item: Item, { file, style, run }: ReportExport): Promise<Output[]> {
  let rows = 0;
  const lines = reportCsv(allRows(org, item, run, { limit: undefined }), style, (more) => {
    rows += more;
  });
  const binary = await item.writeFile(lines, file.name);
  return [new FileOutput({ reportId: run.id, fileName: file.name.fileName, rows }, { [file.property]: binary })];
}
