import { loadCsv } from '../../../../salesforce/bulk/loadCsv';
import { findField } from '../../../../salesforce/describe';
import { csvFileProperties, delimiterOption, readCsvFile } from '../../fields/csvFile';
import { hintAtSharedKey } from '../../fields/externalId';
import { assignmentRuleToRun, ingestProperties, readIngest } from '../../fields/ingest';
import { waitForProperty } from '../../fields/waitFor';
import { whenRowsOfFileFail } from '../../fields/whenRowsFail';
import type { EachOperation } from '../define';
import { followSettings } from './followJobs';
import { loadOutput, readLoadReport, successfulFile } from './loadOutput';

export const bulkLoadFile: EachOperation = {
  value: 'loadFile',
  name: 'Load From File',
  action: 'Load records from file',
  description: 'Create, update or delete records from a CSV file of any size',
  properties: [...ingestProperties, ...csvFileProperties, waitForProperty],
  options: [assignmentRuleToRun, delimiterOption, successfulFile, whenRowsOfFileFail],
  saves: true,
  each: async (org, item) => {
    const report = readLoadReport(item);
    const job = readIngest(item);
    const { property, ...csv } = readCsvFile(item);
    const follow = followSettings(org, item);
    const { open } = item.file(property);
    const described = await org.describe.object(job.object);
    const source = { ...csv, open, described };
    const load = await loadCsv(org, job, source, follow);
    if (job.externalIdField !== undefined) hintAtSharedKey(org, findField(described, job.externalIdField));
    return await loadOutput(org, report, job, load);
  },
};
