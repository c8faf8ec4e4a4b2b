/** Jobs went on in Salesforce when they were followed no further. */
export class PendingError extends Error {
  override readonly name = 'PendingError';
  readonly actions: readonly string[];

  /** @param why the end of a sentence, from after “but” */
  constructor(
    readonly jobIds: readonly string[],
    why: string,
    options?: { cause: unknown },
  ) {
    const ids = jobIds.join(', ');
    super(`Bulk job ${ids} goes on in Salesforce, but ${why}`, options);
    this.actions = [`Get the results with the operations of the Bulk resource, Job ID ${ids}, before you send again.`];
  }
}
