import { ApiError, type ObjectSchema, type Org, type WriteOptions } from '../types';
import { textsIn, type AnswerValue, type SoapObject } from './envelope';
import { SoapFault } from './fault';

/** A call with whose session, and on which org. */
export interface SoapCall {
  readonly org: Org;
  /** Of the API. */
  readonly version: number;
  readonly content: SoapObject;
  readonly options: WriteOptions;
  readonly header: SoapObject;
}

type Result = { readonly [name: string]: AnswerValue };

/** What each thing of a call came to: one that fails leaves the others as they are. */
export function resultsOf<T>(things: readonly T[], failed: Result, act: (thing: T) => Result): Result[] {
  return things.map((thing) => {
    try {
      return { ...act(thing), success: true };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const errors = error.errors.map(({ errorCode, message, fields = [] }) => ({
        fields,
        message,
        statusCode: errorCode,
      }));
      return { errors, ...failed, success: false };
    }
  });
}

/** How many things a call takes; more are refused as a whole. */
export function atMost<T>(most: number, things: T[]): T[] {
  if (things.length <= most) return things;
  throw new SoapFault(
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records into this call`,
  );
}

/** The object that an ID is of. */
export function objectOf({ store }: Org, id: string): ObjectSchema {
  const object = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id) ? store.schema.byKeyPrefix(id.slice(0, 3)) : undefined;
  if (object !== undefined) return object;
  throw new ApiError(400, { errorCode: 'MALFORMED_ID', message: `malformed id ${id}` });
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm */
export function undelete({ org, content, options }: SoapCall): Result[] {
  return resultsOf(atMost(200, textsIn(content, 'ids')), { id: null }, (id) => {
    const object = objectOf(org, id);
    org.store.undelete(object, id, options);
    return { id: String(org.store.byId(object, id)?.['Id']) };
  });
}
