import { AnswerError, countText } from '../errors';
import { recordId } from '../ids';
import type { Org } from '../org';
import { Progress } from '../progress';
import { listJobsRequest, readJobs, type JobInfo, type JobKind } from './jobs';

/**
 * Jobs of seven days, with room to spare: an org has 15,000 batches and 10,000 query jobs in 24 hours.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_bulkapi.htm
 */
const MOST_JOBS = 7 * 25_000;

/**
 * The jobs of these kinds in the last seven days, the newest first. Salesforce lists them in no order that it documents, so
 * that the newest are known when all have come.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_all_jobs.htm
 */
export async function newestJobs(org: Org, kinds: readonly JobKind[]): Promise<JobInfo[]> {
  const jobs = new Map<string, JobInfo>();
  for (const kind of kinds) await addJobs(org, kind, jobs);
  const time = ({ createdDate = '' }: JobInfo): number => Date.parse(createdDate) || 0;
  return [...jobs.values()].toSorted((a, b) => time(b) - time(a));
}

async function addJobs(org: Org, kind: JobKind, jobs: Map<string, JobInfo>): Promise<void> {
  const progress = new Progress();
  let next: string | undefined;
  do {
    const page = readJobs(await org.send(listJobsRequest(org, kind, next)));
    // Pages move on by a job when one is made in between, which then comes twice.
    const fresh = page.records.filter(({ id }) => !jobs.has(recordId(id)));
    for (const job of fresh) jobs.set(recordId(job.id), job);
    if (jobs.size > MOST_JOBS) throw new AnswerError(200, `it lists more than ${countText(MOST_JOBS)} jobs`);
    next = page.next;
    if (next !== undefined) progress.to(next, fresh.length);
  } while (next !== undefined);
}
