import { Readable } from 'node:stream';

import { AxiosError, AxiosHeaders } from 'axios';
import {
  NodeApiError,
  type IBinaryData,
  type IDataObject,
  type IExecuteFunctions,
  type IHttpRequestOptions,
  type ILoadOptionsFunctions,
  type INode,
  type JsonObject,
  type NodeExecutionHint,
} from 'n8n-workflow';

/** What n8n's request helper was asked for. */
export type Sent = IHttpRequestOptions & {
  /** Empty where no credential signed it. */
  credentialType: string;
};

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface HostOptions {
  /** The form; for several items with different values, a function of the item's index. */
  parameters?: IDataObject | ((index: number) => IDataObject);
  /** The row of the form whose list is loaded, such as `conditions.condition.0`. */
  row?: string;
  /** The form as it is written, where expressions stand in it. */
  written?: IDataObject;
  items?: readonly IDataObject[];
  /** The files of the items, each in the data field `data`. */
  files?: readonly HostFile[];
  /** The credential as it is stored now; read again each time. */
  credential?: () => IDataObject;
  /** The org. What it throws is what the connection does. */
  answer?: (sent: Sent, count: number) => Answer | Promise<Answer>;
  continueOnFail?: boolean;
  /** The workflow's; Berlin where it is left out. */
  timeZone?: string;
  /** Aborted when the execution is canceled. */
  cancelSignal?: AbortSignal;
  /** As n8n 1 does: it ignores all statuses or none. */
  knowsExcept?: boolean;
}

/** A file in n8n's storage. */
export interface HostFile {
  readonly fileName?: string;
  readonly mimeType: string;
  /** As n8n tells it by the type. */
  readonly fileExtension?: string;
  /** Its chunks; an error is what reading it comes to. */
  readonly chunks: readonly (Buffer | Error)[];
  /** Left out, n8n does not know the size. */
  readonly bytes?: number;
}

/** The helpers for files, on a storage of these. */
function storageOf(files: readonly HostFile[]): object {
  return {
    assertBinaryData: (index: number, property: string): IBinaryData => {
      const { chunks: _, ...file } = files[index] ?? {};
      if (_ === undefined || property !== 'data') throw new Error(`There is no file in “${property}”.`);
      return { data: 'database', id: String(index), ...file } as IBinaryData;
    },
    getBinaryStream: async (id: string) => Readable.from(chunksOf(files[Number(id)]?.chunks ?? [])),
    prepareBinaryData: async (stream: Readable, fileName: string, mimeType?: string): Promise<IBinaryData> => ({
      data: Buffer.concat(await stream.toArray()).toString('base64'),
      fileName,
      mimeType: mimeType ?? 'told/by-name',
    }),
  };
}

async function* chunksOf(chunks: readonly (Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk;
    yield chunk;
  }
}

export const HOST = 'https://acme.my.salesforce.com';

export const connected: IDataObject = {
  environment: 'production',
  grantType: 'pkce',
  oauthTokenData: { access_token: 'SECRET-TOKEN', instance_url: HOST, id: 'https://login.salesforce.com/id/00D/005' },
};

/** n8n as the node sees it, in one context for execution and forms, with the requests that went through it. */
export function host(options: HostOptions = {}): {
  context: IExecuteFunctions & ILoadOptionsFunctions;
  sent: Sent[];
  hints: NodeExecutionHint[];
  /** What the node has written to n8n's log. */
  said: string[];
} {
  const { parameters = {}, items = [{}], credential = () => connected, answer = () => ({ status: 500 }) } = options;
  const sent: Sent[] = [];
  const hints: NodeExecutionHint[] = [];
  const said: string[] = [];
  const at = (index: number) => (typeof parameters === 'function' ? parameters(index) : parameters);
  const node: INode = {
    id: '1',
    name: 'Salesforce Connector',
    type: 'n8n-nodes-salesforce-connector.salesforceConnector',
    typeVersion: 1,
    position: [0, 0],
    parameters: at(0) as INode['parameters'],
    credentials: { salesforceConnectorOAuth2Api: { id: '7', name: 'Org' } },
  };

  const context = {
    getNode: () => node,
    getTimezone: () => options.timeZone ?? 'Europe/Berlin',
    getInputData: () => items.map((json) => ({ json })),
    getMode: () => 'trigger',
    logger: { info: (words: string) => said.push(words) },
    continueOnFail: () => options.continueOnFail ?? false,
    getExecutionCancelSignal: () => options.cancelSignal,
    addExecutionHints: (...more: NodeExecutionHint[]) => hints.push(...more),
    getCredentials: async () => credential(),
    getCurrentNodeParameter: (name: string) => valueAt(at(0), name.replace('&', `${options.row ?? ''}.`)),
    getNodeParameter: (name: string, index: number, fallback?: unknown, how?: { rawExpressions?: boolean }) => {
      const raw = options.written ?? (typeof parameters === 'function' ? expressions(at(index)) : at(index));
      const written = valueAt(raw, name) ?? valueAt(at(index), name) ?? fallback;
      if (written === undefined) throw new Error(`Could not get parameter "${name}"`);
      if (how?.rawExpressions === true) return written;
      const value = valueAt(at(index), name);
      // Only an expression can be undefined.
      return value === undefined && typeof written !== 'string' ? fallback : value;
    },
    helpers: {
      ...storageOf(options.files ?? []),
      httpRequest: async (request: IHttpRequestOptions) => {
        sent.push({ ...request, credentialType: '' });
        return settle(
          request,
          await answer({ ...request, credentialType: '' }, sent.length),
          options.knowsExcept ?? true,
        );
      },
      httpRequestWithAuthentication: async (credentialType: string, request: IHttpRequestOptions) => {
        sent.push({ ...request, credentialType });
        try {
          return settle(
            request,
            await answer({ ...request, credentialType }, sent.length),
            options.knowsExcept ?? true,
          );
        } catch (error) {
          throw new NodeApiError(node, error as JsonObject);
        }
      },
    },
  };
  return { context: context as unknown as IExecuteFunctions & ILoadOptionsFunctions, sent, hints, said };
}

/** The same form with an expression in place of every value, as values that differ from item to item are written. */
function expressions(values: IDataObject): IDataObject {
  return JSON.parse(JSON.stringify(values), (_, value: unknown) =>
    typeof value === 'object' ? value : '={{ $json }}',
  ) as IDataObject;
}

function valueAt(values: IDataObject, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as IDataObject | undefined)?.[name], values);
}

function streamOf(text: string): Readable {
  return Readable.from(text === '' ? [] : [Buffer.from(text)]);
}

/** As axios does under n8n's helper: a status that is not ignored is thrown, the response inside. */
function settle(
  request: IHttpRequestOptions,
  { status, body: given = '', headers = {} }: Answer,
  knowsExcept: boolean,
): unknown {
  const body = given instanceof Readable ? given : streamOf(typeof given === 'string' ? given : JSON.stringify(given));
  const ignored = request.ignoreHttpStatusErrors;
  const except = knowsExcept && typeof ignored === 'object' ? ignored.except : [];
  const thrown = ignored ? except.includes(status) : status < 200 || status >= 300;
  if (!thrown) return { statusCode: status, headers, body };
  const config = { url: request.url, headers: new AxiosHeaders({ Authorization: 'Bearer SECRET-TOKEN' }) };
  const response = { status, data: body, headers, statusText: '', config };
  throw new AxiosError(`Request failed with status code ${status}`, 'ERR_BAD_REQUEST', config, {}, response);
}

/** A connection that failed, as axios tells it. */
export function broken(code: string, syscall?: string): AxiosError {
  return Object.assign(new AxiosError(`connect ${code}`, code), syscall === undefined ? {} : { syscall });
}
