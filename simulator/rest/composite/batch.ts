import { errorEntry, objectBody, ok } from '../call';
import type { Answer, Call } from '../call';
import { failed, run, subrequestsIn, textOf } from './subrequests';

const MAX_SUBREQUESTS = 25;

const HALTED = errorEntry({
  errorCode: 'BATCH_PROCESSING_HALTED',
  message: 'Batch processing has been halted since a previous subrequest failed',
});

/** Batch takes `v68.0/…` beside the whole path. */
const wholePath = (url: string): string => (/^\/?v\d/.test(url) ? `/services/data/${url.replace(/^\//, '')}` : url);

/** POST /composite/batch: independent subrequests, each of which counts as a call. */
export function batch(call: Call): Answer {
  const body = objectBody(call);
  const subrequests = subrequestsIn(body, 'batchRequests', MAX_SUBREQUESTS);
  const requests = subrequests.map((subrequest) => ({
    method: textOf(subrequest, 'method'),
    url: wholePath(textOf(subrequest, 'url')),
    body: subrequest['richInput'],
  }));
  // The request itself has been counted.
  call.org.usage.used += requests.length - 1;
  let hasErrors = false;
  const results = requests.map((request) => {
    if (hasErrors && body['haltOnError'] === true) return { statusCode: 412, result: [HALTED] };
    const answer = run(call, request);
    hasErrors ||= failed(answer);
    return { statusCode: answer.status, result: answer.body ?? null };
  });
  return ok({ hasErrors, results });
}
