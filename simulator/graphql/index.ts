import { badRequest, isObject, objectBody, ok, type Answer, type Call } from '../rest/call';
import { ApiError } from '../types';
import { GraphqlError } from './errors';
import { connection, pick, undefinedField, type Asked } from './execute';
import { mutate } from './mutate';
import { GraphqlSyntaxError, parseGraphql, type GraphqlOperation, type Selection } from './parse';

/**
 * POST /graphql. What is wrong with the query is told with status 200.
 * @see https://developer.salesforce.com/docs/platform/graphql/guide/requests-and-responses.html
 * @see https://developer.salesforce.com/docs/platform/graphql/guide/query-status.html
 */
export function graphql(call: Call): Answer {
  const { query, variables, operationName } = objectBody(call);
  if (typeof query !== 'string') throw badRequest('INVALID_ARGUMENT', 'A query is required');
  const errors: GraphqlError[] = [];
  try {
    const operation = operationIn(query, operationName);
    const asked: Asked = { call, variables: givenTo(operation, isObject(variables) ? variables : {}), errors };
    const data = pick(operation.selections, (selection) => uiapi(selection, operation, asked));
    return ok({ data, errors });
  } catch (error) {
    return ok({ data: null, errors: [...errors, asGraphqlError(error)] });
  }
}

function asGraphqlError(error: unknown): GraphqlError {
  if (error instanceof GraphqlError) return error;
  if (error instanceof GraphqlSyntaxError) {
    const { message, line, column } = error;
    return new GraphqlError('InvalidSyntax', message, { line, column });
  }
  if (error instanceof ApiError) return new GraphqlError('DataFetchingException', error.message);
  throw error;
}

function operationIn(query: string, name: unknown): GraphqlOperation {
  const operations = parseGraphql(query);
  const [only, ...others] = operations;
  if ((name === undefined || name === null) && others.length === 0 && only !== undefined) return only;
  const named = operations.find((operation) => operation.name === name);
  if (named !== undefined) return named;
  throw new GraphqlError('OperationNotSupported', `Unknown operation named '${String(name)}'.`);
}

function givenTo({ variables }: GraphqlOperation, given: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(
    variables.map(({ name, required, standard }) => {
      const value = given[name] ?? standard;
      if (!required || (value !== undefined && value !== null)) return [name, value];
      throw new GraphqlError('ValidationError', `Variable '${name}' has coerced Null value for NonNull type`);
    }),
  );
}

function uiapi(selection: Selection, { kind }: GraphqlOperation, asked: Asked): unknown {
  if (selection.name !== 'uiapi') throw undefinedField(selection, kind === 'query' ? 'Query' : 'Mutation', []);
  if (kind === 'mutation') return mutate(selection, asked);
  return pick(selection.selections, (part) => {
    if (part.name !== 'query') throw undefinedField(part, 'UIAPI', ['uiapi']);
    return pick(part.selections, (one) => attempt(one, asked));
  });
}

/** What cannot be fetched is null, beside an error; what is not in the schema ends it all. */
function attempt(selection: Selection, asked: Asked): unknown {
  try {
    return connection(selection, asked);
  } catch (error) {
    if (!(error instanceof GraphqlError) || error.type !== 'DataFetchingException') throw error;
    const { line, column, alias } = selection;
    const path = ['uiapi', 'query', alias];
    asked.errors.push(new GraphqlError(error.type, error.message, { line, column, path }));
    return null;
  }
}
