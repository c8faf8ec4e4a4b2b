import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

/** An output item that holds files, by the names of their data fields. */
export class FileOutput {
  constructor(
    readonly json: IDataObject,
    readonly binary: IBinaryKeyData,
  ) {}
}

/** One output item. */
export type Output = FileOutput | IDataObject;

/** The outcome of one item, or of a run for all items: exactly one of these. */
export type Outcome = { readonly error: Error } | { readonly json: readonly Output[] };
