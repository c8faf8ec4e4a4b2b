import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

/** An output item that holds files, by the names of their data fields. */
export class FileOutput {
  constructor(
    readonly json: IDataObject,
    readonly binary: IBinaryKeyData,
  ) {}
}

/** An output item about work that continues in Salesforce: whether it succeeds is not known yet. */
export class RunningOutput {
  /** @param what names the work: “Bulk job 750…” */
  constructor(
    readonly json: IDataObject,
    readonly what: string,
  ) {}
}

/** One output item. */
export type Output = FileOutput | IDataObject | RunningOutput;

/** The outcome of one item, or of a run for all items: exactly one of these. */
export type Outcome = { readonly error: Error } | { readonly json: readonly Output[] };

/** Those outputs of an item that are about work that continues. */
export function runningIn(outcome: Outcome): readonly RunningOutput[] {
  return 'json' in outcome ? outcome.json.filter((output) => output instanceof RunningOutput) : [];
}

/** Whether something of an item continues in Salesforce. */
export function isRunning(outcome: Outcome): boolean {
  return runningIn(outcome).length > 0;
}
