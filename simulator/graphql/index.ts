import { badRequest, isObject, objectBody, ok, type Answer, type Call } from '../rest/call';
import { ApiError } from '../types';
import { GraphqlError } from './errors';
import { checkArguments, connection, pick, undefinedField, type Asked } from './execute';
import { mutate } from './mutate';
import { isOfType } from './scalars';
import { GraphqlSyntaxError, parseGraphql, variablesIn, type GraphqlOperation, type Selection } from './parse';

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
    checkUses(operation);
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

/**
 * Those that are given, and those with a default; null is a value. The others are not there at all.
 * @see https://spec.graphql.org/October2021/#sec-Coercing-Variable-Values
 */
function givenTo({ variables }: GraphqlOperation, given: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const known = new Map<string, unknown>();
  for (const { name, type, required, ...declared } of variables) {
    const value = Object.hasOwn(given, name) ? given[name] : declared.standard;
    if (required && (value === undefined || value === null)) {
      throw new GraphqlError('ValidationError', `Variable '${name}' has coerced Null value for NonNull type`);
    }
    if (!isOfType(value ?? null, type)) {
      throw new GraphqlError('ValidationError', `Variable '${name}' has an invalid value: it is not of type '${type}'`);
    }
    if (value !== undefined) known.set(name, value);
  }
  return known;
}

/** @see https://spec.graphql.org/October2021/#sec-All-Variable-Uses-Defined */
function checkUses({ variables, selections }: GraphqlOperation): void {
  const declared = new Set(variables.map(({ name }) => name));
  for (const selection of selections) {
    const undeclared = usedIn(selection).find((name) => !declared.has(name));
    if (undeclared === undefined) continue;
    const message = `Validation error of type UndefinedVariable: Undefined variable '${undeclared}'`;
    throw new GraphqlError('ValidationError', message);
  }
}

function usedIn({ args, selections }: Selection): string[] {
  return [...[...args.values()].flatMap(variablesIn), ...selections.flatMap(usedIn)];
}

function uiapi(selection: Selection, { kind }: GraphqlOperation, asked: Asked): unknown {
  if (selection.name !== 'uiapi') throw undefinedField(selection, kind === 'query' ? 'Query' : 'Mutation', []);
  if (kind === 'mutation') return mutate(selection, asked);
  checkArguments(selection, {}, { asked, path: [] });
  return pick(selection.selections, (part) => {
    if (part.name !== 'query') throw undefinedField(part, 'UIAPI', ['uiapi']);
    checkArguments(part, {}, { asked, path: ['uiapi'] });
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
