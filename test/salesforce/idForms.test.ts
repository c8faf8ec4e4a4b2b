import { describe, expect, test } from '@jest/globals';

import { readDashboard } from '../../salesforce/analytics/dashboards';
import { newestJobs } from '../../salesforce/bulk/jobList';
import { readCreatedJob, readJob } from '../../salesforce/bulk/jobs';
import { linksOf } from '../../salesforce/files/published';
import { getRecords } from '../../salesforce/records/getMany';
import { fakeSend } from '../support/fakeSend';
import { orgOf } from '../support/orgOf';
import { DASHBOARD_ANSWER, DASHBOARD_ID } from '../support/reports';
import { field, object } from '../support/schema';

const CONTACT_ID = '0030000000abCDEAA2';
const OTHER_ID = '0030000000abCDFAA2';
const JOB_ID = '7500000000abCDEAA2';
const DOCUMENT_ID = '0690000000abCDEAA2';
const attributesOf = (type: string) => ({ type, url: `/services/data/v67.0/sobjects/${type}/x` });

const orgWith = (body: unknown) => {
  const described = object('Contact', [field('Id', 'id'), field('LastName', 'string')]);
  return orgOf(fakeSend(({ path }) => ({ body: path.endsWith('/describe') ? described : body })).send);
};
const page = (...records: object[]) => ({ totalSize: records.length, done: true, records });

describe.each([
  ['15 characters', (id: string) => id.slice(0, 15)],
  ['18 characters', (id: string) => id],
  ['18 small letters', (id: string) => id.toLowerCase()],
])('An ID in a response, in %s, is the one that was asked for', (_, form) => {
  const response = (body: unknown) => ({ status: 200, headers: {}, body });

  test('of records that are found together', async () => {
    const records = [CONTACT_ID, OTHER_ID].map((id) => ({
      attributes: attributesOf('Contact'),
      Id: form(id),
      LastName: id,
    }));
    const keys = [OTHER_ID, CONTACT_ID];
    const found = await getRecords(orgWith(page(...records)), {
      object: 'Contact',
      keyField: undefined,
      fields: ['LastName'],
      keys,
    });
    expect(found).toMatchObject(keys.map((LastName) => ({ LastName })));
  });

  test('of the links of a file', async () => {
    const link = {
      attributes: attributesOf('ContentDocumentLink'),
      Id: form('06A0000000abCDEEA2'),
      ContentDocumentId: form(DOCUMENT_ID),
      LinkedEntityId: form(CONTACT_ID),
    };
    const links = await linksOf(orgWith(page(link)), [DOCUMENT_ID]);
    expect(links.get(DOCUMENT_ID)?.get(CONTACT_ID)).toBe(link.Id);
  });

  test('of a Bulk job, and of one that was created before', () => {
    const job = { id: form(JOB_ID), state: 'Open', object: 'Contact', operation: 'insert' };
    expect(readJob(response(job), { id: JOB_ID })).toMatchObject({ id: form(JOB_ID) });
    const org = { createdJobs: new Set([JOB_ID]) };
    expect(() => readCreatedJob(org, response(job), {})).toThrow('a new Bulk job was expected');
  });

  test('of Bulk jobs that are listed twice', async () => {
    const jobs = [JOB_ID, form(JOB_ID)].map((id) => ({ id, state: 'Open' }));
    const list = { done: true, records: jobs, nextRecordsUrl: null };
    await expect(newestJobs(orgWith(list), ['ingest'])).resolves.toHaveLength(1);
  });

  test('of a component of a dashboard', () => {
    const { componentData } = DASHBOARD_ANSWER;
    const data = componentData.map((one) => ({ ...one, componentId: form(one.componentId) }));
    const { parts } = readDashboard(response({ ...DASHBOARD_ANSWER, componentData: data }), DASHBOARD_ID);
    expect(parts.map(({ status }) => status.dataStatus)).toEqual(['DATA']);
  });
});
