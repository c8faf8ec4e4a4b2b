/** What became of jobs is to be looked up by their IDs. */
abstract class JobError extends Error {
  readonly actions: readonly string[];

  protected constructor(
    readonly jobIds: readonly string[],
    message: string,
    action: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
    this.actions = [action];
  }
}

/** Jobs may go on in Salesforce, although they were followed no further. */
export class PendingError extends JobError {
  override readonly name = 'PendingError';
  readonly errorCode = 'BULK_JOB_PENDING';

  /** @param why the end of a sentence, from after “but” */
  constructor(jobIds: readonly string[], why: string, options?: { cause: unknown }) {
    const ids = jobIds.join(', ');
    super(
      jobIds,
      `Bulk job ${ids} may go on in Salesforce, but ${why}`,
      `Use Wait, Get Job and Get Job Results of the Bulk resource, Job ID ${ids}, before you send the same again.`,
      options,
    );
  }
}

/** Jobs have ended, and what they say of their rows could not be had. */
export class ResultsError extends JobError {
  override readonly name = 'ResultsError';
  readonly errorCode = 'BULK_RESULTS_NOT_READ';

  constructor(jobIds: readonly string[], cause: unknown) {
    const ids = jobIds.join(', ');
    super(
      jobIds,
      `Bulk job ${ids} has ended, but its results could not be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      `Use Get Job Results of the Bulk resource, Job ID ${ids}: Salesforce keeps results for seven days. Do not load the same again before.`,
      { cause },
    );
  }
}
