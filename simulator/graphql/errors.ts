/** @see https://developer.salesforce.com/docs/platform/graphql/guide/query-status.html */
type ErrorType =
  'DataFetchingException' | 'ExecutionAborted' | 'InvalidSyntax' | 'OperationNotSupported' | 'ValidationError';

interface ErrorPlace {
  readonly line?: number;
  readonly column?: number;
  readonly path?: readonly string[];
}

/** Goes into the answer, which has status 200 all the same. */
export class GraphqlError extends Error {
  constructor(
    readonly type: ErrorType,
    message: string,
    readonly place: ErrorPlace = {},
  ) {
    super(message);
  }

  /** As recorded in trailheadapps/lwc-recipes (`graphqlErrors.json`). */
  toJSON(): object {
    const { line, column, path = [] } = this.place;
    return {
      message: this.message,
      locations: line === undefined ? [] : [{ line, column }],
      paths: path,
      extensions: { ErrorType: this.type },
    };
  }
}
