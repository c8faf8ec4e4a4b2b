import type { IncomingHttpHeaders } from 'node:http';

import { jsonIn } from '../numbers';
import { ApiError, type ObjectSchema, type Org, type Row, type WriteOptions } from '../types';

/** RestContext: what a method is asked, and by whom. */
export interface RestRequest {
  readonly org: Org;
  readonly options: WriteOptions;
  readonly method: string;
  /** Below `/services/apexrest`, with its first slash. */
  readonly uri: string;
  readonly params: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a method returns, which is written as JSON; or the bytes that it puts into RestResponse. */
export interface RestResponse {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

type RestMethod = (request: RestRequest) => unknown;

/** A class with the annotation RestResource. */
export interface RestClass {
  readonly urlMapping: string;
  readonly methods: Readonly<Record<string, RestMethod>>;
}

/** What Apex does not catch. */
const unhandled = (message: string): ApiError => new ApiError(500, { errorCode: 'APEX_ERROR', message });

const lastSegment = ({ uri }: RestRequest): string => uri.slice(uri.lastIndexOf('/') + 1);

function objectNamed({ org }: RestRequest, name: string): ObjectSchema {
  const object = org.store.schema.object(name);
  if (object !== undefined) return object;
  throw unhandled(`System.TypeException: Invalid Type: ${name}`);
}

/** A statement of DML, with the exception that it throws in Apex. */
export function dml<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const [{ errorCode, message, fields = [] } = { errorCode: '', message: '' }] = error.errors;
    const first = `first error: ${errorCode}, ${message}: [${fields.join(', ')}]`;
    throw unhandled(`System.DmlException: ${name} failed. First exception on row 0; ${first}`);
  }
}

function accountIn(request: RestRequest): Row {
  const row = request.org.store.byId(objectNamed(request, 'Account'), lastSegment(request));
  if (row !== undefined && row['IsDeleted'] !== true) return row;
  throw unhandled('System.QueryException: List has no rows for assignment to SObject\n\nClass.MyRestResource.doGet');
}

/** The parameters of a method, read from the body: each has a name that the method knows. */
function parametersIn({ body }: RestRequest, known: readonly string[]): Record<string, unknown> {
  const text = body.toString('utf8');
  let parsed: unknown;
  try {
    parsed = jsonIn(text);
  } catch {
    throw parserError('Unexpected character at [line:1, column:1]');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw parserError('HTTP entity body must be a JSON object at [line:1, column:1]');
  }
  const unknown = Object.keys(parsed).find((name) => !known.includes(name));
  if (unknown === undefined) return parsed as Record<string, unknown>;
  throw parserError(`Unexpected parameter encountered during deserialization: ${unknown} at [line:1, column:1]`);
}

const parserError = (message: string): ApiError => new ApiError(400, { errorCode: 'JSON_PARSER_ERROR', message });

/**
 * The guide's first example: an account is read and deleted by its ID, and made of three parameters.
 * @see https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_rest_code_sample_basic.htm
 */
const accounts: RestClass = {
  urlMapping: '/Account/*',
  methods: {
    DELETE: (request) => {
      const { org, options } = request;
      const id = String(accountIn(request)['Id']);
      dml('Delete', () => org.store.remove(objectNamed(request, 'Account'), id, options));
      return undefined;
    },
    GET: (request) => {
      const { Id, Name, Phone, Website } = accountIn(request);
      const attributes = { type: 'Account', url: `/services/data/v68.0/sobjects/Account/${String(Id)}` };
      return { attributes, Id, Name, ...(Phone && { Phone }), ...(Website && { Website }) };
    },
    POST: (request) => {
      const { name = null, phone = null, website = null } = parametersIn(request, ['name', 'phone', 'website']);
      const values = { Name: name, Phone: phone, Website: website };
      const { org, options } = request;
      return dml('Insert', () => org.store.insert(objectNamed(request, 'Account'), values, options));
    },
  },
};

/**
 * The guide's second example: whatever bytes come are attached to the case that the path names.
 * @see https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_rest_code_sample_restrequest.htm
 */
const cases: RestClass = {
  urlMapping: '/CaseManagement/v1/*',
  methods: {
    POST: (request) => {
      const { body, org, options } = request;
      const values = { ParentId: lastSegment(request), Name: 'VehiclePicture', Body: body.toString('base64') };
      const attachment = objectNamed(request, 'Attachment');
      return dml('Insert', () => org.store.insert(attachment, { ...values, ContentType: 'image/jpg' }, options));
    },
  },
};

/**
 * What RestResponse lets a class do: it answers the bytes that it was sent, or its parameter `body`, with the status and
 * the content type that its parameters name.
 * @see https://developer.salesforce.com/docs/atlas.en-us.apexref.meta/apexref/apex_methods_system_restresponse.htm
 */
const echo = ({ body, headers, params }: RestRequest): RestResponse => ({
  status: Number(params.get('status') ?? '200'),
  type: params.get('type') ?? headers['content-type'] ?? 'application/json',
  body: params.has('body') ? Buffer.from(params.get('body') ?? '') : body,
});

/** In the namespace of a managed package, so that its path begins with it. */
const echoes: RestClass = {
  urlMapping: '/demo/Echo',
  methods: { DELETE: echo, GET: echo, PATCH: echo, POST: echo, PUT: echo },
};

export const REST_CLASSES: readonly RestClass[] = [accounts, cases, echoes];
