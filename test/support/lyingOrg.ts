import { CsvParser, csvLine } from '../../salesforce/csv';
import { ConnectionError } from '../../salesforce/errors';
import type { Request, Response, Send } from '../../salesforce/http';
import { apexAnswerOf } from '../salesforce/soap/messages';
import { idOf } from './ids';

/** What a request is for. */
export type Step =
  | 'abort'
  | 'close'
  | 'createJob'
  | 'failedResults'
  | 'look'
  | 'successfulResults'
  | 'unprocessedrecords'
  | 'upload'
  | 'write';

/** What happens to the answer to a request; the org has acted on the request or not. */
export interface Fault {
  readonly acts: boolean;
  readonly answer: (truth: Response) => Response;
}

/** A row of what was asked for. */
interface Row {
  readonly id: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

type Operation = 'create' | 'delete' | 'update' | 'upsert';

interface Job {
  readonly operation: Operation;
  readonly externalIdFieldName: unknown;
  readonly header: string[];
  rows: string[][];
  state: string;
  results: Result[];
  errorMessage?: string;
}

interface Result {
  readonly id: string | null;
  readonly success: boolean;
  readonly created: boolean;
  /** Why it is none. */
  readonly refusal?: typeof REFUSED;
}

/** The objects of records that are created: all others are contacts. */
const EVENT = /__e\b/;

const REFUSED = { statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing', fields: ['LastName'] };
const GONE: typeof REFUSED = { statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };

/**
 * A small org that keeps contacts, and does to them what it is asked to; what it answers is another matter. A contact
 * without a last name is refused. Events are kept as contacts are, and answered with their own ID as their UUID.
 */
export class LyingOrg {
  readonly contacts = new Map<string, Record<string, unknown>>();
  /** Each request, by what it was for. */
  readonly asked: { readonly step: Step; readonly request: Request }[] = [];
  /** How often a contact was created under a name. */
  readonly creations = new Map<string, number>();
  /** Rows of a job that are worked on before it ends in the state Failed. */
  failAfter: { readonly rows: number; readonly errorMessage: string; readonly countsNothing: boolean } | undefined;
  #ids = 0;
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly faultOf: (step: Step, times: number) => Fault | undefined) {}

  /** A contact that is there already. */
  add(values: Record<string, unknown>): string {
    this.#ids += 1;
    const id = idOf(this.#ids);
    this.contacts.set(id, { ...values });
    return id;
  }

  readonly send: Send = async (request) => {
    const step = stepOf(request);
    this.asked.push({ step, request });
    const fault = this.faultOf(step, this.asked.filter((one) => one.step === step).length);
    if (fault === undefined) return await this.#truth(request);
    const truth = fault.acts ? await this.#truth(request) : { status: 200, headers: {}, body: '' };
    return fault.answer(truth);
  };

  async #truth(request: Request): Promise<Response> {
    const { method, path } = request;
    const answer = (status: number, body: unknown = ''): Response => ({ status, headers: {}, body });
    const parts = path.split('/').slice(4).map(decodeURIComponent);
    if (parts[0] === 'jobs') return await this.#bulk(request, parts);
    if (parts[0] === 'chatter' || parts[1] === 'batch') return answer(200, this.#posts(request));
    if (parts[0] === 'actions') return answer(200, this.#runs(request));
    if (parts[0] === 'tooling') return answer(200, this.#executed(String(request.query?.['anonymousBody'])));
    if (path.startsWith('/services/Soap/s/')) return this.#executedBySoap(request);
    if (parts[0] === 'graphql') return answer(200, this.#mutated(request));
    if (parts[0] === 'process') return answer(200, this.#submissions(request));
    const isEvent = EVENT.test(path) || EVENT.test(JSON.stringify(request.body ?? ''));
    if (parts[1] === 'graph') return answer(200, this.#graphs(request));
    if (parts[1] === 'tree') return this.#tree(request);
    if (parts[0] === 'composite') {
      return answer(
        200,
        this.#collection(request, parts).map((result) => saveResult(result, isEvent)),
      );
    }
    const [, , third, key] = parts;
    const values = (request.body ?? {}) as Row['values'];
    const result =
      method === 'POST'
        ? this.#save('create', { id: undefined, values })
        : key !== undefined
          ? this.#save('upsert', { id: undefined, values: { ...values, External_Id__c: key } })
          : this.#save(method === 'DELETE' ? 'delete' : 'update', { id: third, values });
    const { refusal } = result;
    if (refusal !== undefined) {
      return answer(refusal === GONE ? 404 : 400, [{ ...refusal, errorCode: refusal.statusCode }]);
    }
    if (method === 'DELETE' || (method === 'PATCH' && key === undefined)) return answer(204);
    return answer(result.created ? 201 : 200, saveResult(result, isEvent));
  }

  /** A flow that creates a contact. */
  #runs({ body }: Request): Record<string, unknown>[] {
    const { inputs } = body as { inputs: Row['values'][] };
    return inputs.map((values) => {
      const { id, success, refusal } = this.#save('create', { id: undefined, values });
      const outputs = {
        contactId: id,
        Flow__InterviewStatus: 'Finished',
        Flow__InterviewGuid: `guid of ${String(id)}`,
      };
      return {
        actionName: 'Create_Contact',
        errors: success ? null : [refusal],
        isSuccess: success,
        outputValues: success ? outputs : null,
      };
    });
  }

  /** Anonymous Apex that creates a contact: the code is its values, encoded. */
  #executed(code: string) {
    const values = JSON.parse(decodeURIComponent(code)) as Row['values'];
    const { success, refusal } = this.#save('create', { id: undefined, values });
    const exceptionMessage = refusal === undefined ? null : `System.DmlException: ${refusal.message}`;
    return { compiled: true, success, line: -1, column: -1, exceptionMessage };
  }

  #executedBySoap({ signedText }: Request): Response {
    const code = /<String>(.*)<\/String>/.exec(signedText?.write('session') ?? '')?.[1] ?? '';
    const { success, exceptionMessage } = this.#executed(code);
    const exception = exceptionMessage === null ? '' : `<exceptionMessage>${exceptionMessage}</exceptionMessage>`;
    return apexAnswerOf(`<compiled>true</compiled>${exception}<success>${success}</success>`);
  }

  /** A mutation of GraphQL that creates a contact of its variable. */
  #mutated({ json = '' }: Request): object {
    const { variables } = JSON.parse(json) as { variables: { values: Row['values'] } };
    const { id, success, refusal } = this.#save('create', { id: undefined, values: variables.values });
    if (success) return { data: { uiapi: { ContactCreate: { Record: { Id: id } } } }, errors: [] };
    const error = { message: refusal?.message, extensions: { ErrorType: 'DataFetchingException' } };
    return { data: { uiapi: { ContactCreate: null } }, errors: [error] };
  }

  /** A process that creates a contact named by the comments, under the number of its instance. */
  #submissions({ body }: Request): Record<string, unknown>[] {
    const { requests } = body as { requests: { contextId: string; comments?: string }[] };
    return requests.map(({ contextId, comments = null }) => {
      const { id, success, refusal } = this.#save('create', { id: undefined, values: { LastName: comments } });
      return {
        actorIds: null,
        entityId: success ? contextId : null,
        errors: success ? null : [refusal],
        instanceId: id === null ? null : id.replace(/^003/, '04g'),
        instanceStatus: success ? 'Pending' : null,
        newWorkitemIds: [],
        success,
      };
    });
  }

  /** Posts and comments: contacts whose last name is the text. What says nothing is refused. */
  #posts({ body, json }: Request): Record<string, unknown> {
    const { inputs = [], batchRequests = [] } = (body ?? JSON.parse(json ?? '{}')) as FeedInputs;
    const results = [...inputs, ...batchRequests].map(({ url, richInput }) => {
      const [segment] = richInput.body.messageSegments;
      const { id, refusal } = this.#save('create', { id: undefined, values: { LastName: segment?.text ?? null } });
      if (id === null) return { statusCode: 400, result: [{ ...refusal, errorCode: refusal?.statusCode }] };
      const of =
        url === undefined
          ? { id: feedId(id, '0D5'), parent: { id: richInput.subjectId } }
          : { id: feedId(id, '0D7'), feedElement: { id: url.split('/')[3] } };
      return { statusCode: 201, result: of };
    });
    return { hasErrors: results.some(({ statusCode }) => statusCode >= 400), results };
  }

  /** Each with all its contacts or with none. */
  #graphs({ json = '' }: Request): object {
    const { graphs } = JSON.parse(json) as { graphs: readonly GraphOfContacts[] };
    return {
      graphs: graphs.map(({ graphId, compositeRequest }) => {
        const results = this.#saveTogether(compositeRequest.map(({ body }) => body));
        const compositeResponse = compositeRequest.map(({ referenceId }, place) => {
          const { id = null, refusal } = results[place] ?? {};
          const failed = {
            errorCode: refusal?.statusCode ?? 'PROCESSING_HALTED',
            message: refusal?.message ?? 'Rolled back',
          };
          return id === null
            ? { referenceId, httpStatusCode: 400, body: [failed] }
            : { referenceId, httpStatusCode: 201, body: { id, success: true, errors: [] } };
        });
        return { graphId, graphResponse: { compositeResponse }, isSuccessful: results.every(({ success }) => success) };
      }),
    };
  }

  /** A contact with one below it. */
  #tree({ json = '' }: Request): Response {
    const [{ attributes, Reports, ...values } = {} as ContactInTree] = (
      JSON.parse(json) as { records: ContactInTree[] }
    ).records;
    const nodes = [
      { attributes, values },
      ...(Reports?.records ?? []).map(({ attributes: own, ...rest }) => ({ attributes: own, values: rest })),
    ];
    const results = this.#saveTogether(nodes.map((node) => node.values));
    const named = results.map((result, place) => ({ ...result, referenceId: nodes[place]?.attributes.referenceId }));
    const failed = named.filter(({ refusal }) => refusal !== undefined);
    return failed.length > 0
      ? {
          status: 400,
          headers: {},
          body: {
            hasErrors: true,
            results: failed.map(({ referenceId, refusal }) => ({ referenceId, errors: [refusal] })),
          },
        }
      : {
          status: 201,
          headers: {},
          body: { hasErrors: false, results: named.map(({ referenceId, id }) => ({ referenceId, id })) },
        };
  }

  /** All of them, or none. */
  #saveTogether(contacts: readonly Row['values'][]): Result[] {
    const isSound = contacts.every(({ LastName }) => LastName !== null);
    return contacts.map((values): Result => {
      if (isSound || values['LastName'] === null) return this.#save('create', { id: undefined, values });
      return { id: null, success: false, created: false };
    });
  }

  #collection({ method, query, body }: Request, parts: readonly string[]): Result[] {
    if (method === 'DELETE') {
      const ids = String(query?.['ids']).split(',');
      return ids.map((id) => this.#save('delete', { id, values: {} }));
    }
    const { records } = body as { records: Record<string, unknown>[] };
    const operation = method === 'POST' ? 'create' : parts.length > 2 ? 'upsert' : 'update';
    return records.map(({ attributes: _, id, ...values }) =>
      this.#save(operation, { id: typeof id === 'string' ? id : undefined, values }),
    );
  }

  #save(operation: Operation, { id, values }: Row): Result {
    const lastName = values['LastName'];
    if (lastName === null) return { id: null, success: false, created: false, refusal: REFUSED };
    if (operation === 'delete') {
      const isThere = id !== undefined && this.contacts.delete(id);
      return { id: id ?? null, success: isThere, created: false, ...(isThere ? {} : { refusal: GONE }) };
    }
    const found = operation === 'upsert' ? this.#withExternalId(values['External_Id__c']) : id;
    const contact = found === undefined ? undefined : this.contacts.get(found);
    if (found !== undefined && contact !== undefined) {
      Object.assign(contact, values);
      return { id: found, success: true, created: false };
    }
    if (operation === 'update') return { id: null, success: false, created: false, refusal: GONE };
    const name = String(lastName);
    this.creations.set(name, (this.creations.get(name) ?? 0) + 1);
    return { id: this.add(values), success: true, created: true };
  }

  #withExternalId(value: unknown): string | undefined {
    return [...this.contacts].find(([, contact]) => contact['External_Id__c'] === value)?.[0];
  }

  async #bulk(request: Request, [, , id = '', what]: readonly string[]): Promise<Response> {
    const answer = (status: number, body: unknown = ''): Response => ({ status, headers: {}, body });
    if (id === '') {
      const { operation, externalIdFieldName } = request.body as { operation: string; externalIdFieldName?: string };
      const jobId = idOf(this.#jobs.size + 1, '750');
      const kind = operation === 'insert' ? 'create' : (operation as Operation);
      this.#jobs.set(jobId, { operation: kind, externalIdFieldName, header: [], rows: [], state: 'Open', results: [] });
      return answer(200, this.#info(jobId));
    }
    const job = this.#jobs.get(id);
    if (job === undefined) return answer(404, [{ errorCode: 'NOT_FOUND', message: 'no job' }]);
    if (request.method === 'PUT') {
      const rows = await uploaded(request);
      job.header.push(...(rows.shift() ?? []));
      job.rows = rows;
      return answer(201);
    }
    if (request.method === 'PATCH') {
      const { state } = request.body as { state: string };
      if (job.state !== 'Open') return answer(400, [{ errorCode: 'INVALIDJOBSTATE', message: 'not open' }]);
      job.state = state;
      if (state === 'UploadComplete') this.#process(job);
      return answer(200, this.#info(id));
    }
    return answer(200, what === undefined ? this.#info(id) : resultsOf(job, what));
  }

  #process(job: Job): void {
    const { failAfter } = this;
    for (const cells of job.rows.slice(0, failAfter?.rows)) {
      const values = Object.fromEntries(
        job.header.map((name, place) => [name, cells[place] === '#N/A' ? null : (cells[place] ?? '')]),
      );
      const { Id: id, ...rest } = values;
      job.results.push(this.#save(job.operation, { id: typeof id === 'string' ? id : undefined, values: rest }));
    }
    job.state = failAfter === undefined ? 'JobComplete' : 'Failed';
    if (failAfter !== undefined) job.errorMessage = failAfter.errorMessage;
  }

  #info(id: string): Record<string, unknown> {
    const job = this.#jobs.get(id);
    const { state, results = [], errorMessage } = job ?? {};
    const counts = this.failAfter?.countsNothing === true ? [] : results;
    return {
      id,
      state,
      object: 'Contact',
      operation: job?.operation === 'create' ? 'insert' : job?.operation,
      externalIdFieldName: job?.externalIdFieldName,
      numberRecordsProcessed: counts.length,
      numberRecordsFailed: counts.filter(({ success }) => !success).length,
      ...(errorMessage === undefined ? {} : { errorMessage }),
    };
  }
}

interface GraphOfContacts {
  readonly graphId: string;
  readonly compositeRequest: readonly { readonly referenceId: string; readonly body: Row['values'] }[];
}

type ContactInTree = Record<string, unknown> & {
  readonly attributes: { readonly referenceId: string };
  readonly Reports?: { readonly records: readonly ContactInTree[] };
};

interface FeedInput {
  readonly url?: string;
  readonly richInput: {
    readonly subjectId?: string;
    readonly body: { readonly messageSegments: readonly { readonly text: string }[] };
  };
}

interface FeedInputs {
  readonly inputs?: readonly FeedInput[];
  readonly batchRequests?: readonly FeedInput[];
}

/** The ID of the post or comment that is kept as a contact. */
function feedId(contactId: string, prefix: '0D5' | '0D7'): string {
  return `${prefix}${contactId.slice(3, 15)}CAA`;
}

/** The contact that a post or comment is kept as. */
export function contactOf(id: string): string {
  return /^0D[57]\d{12}CAA$/.test(id) ? `003${id.slice(3, 15)}AAA` : id;
}

function stepOf({ method, path, body }: Request): Step {
  // Which versions there are.
  if (/^\/services\/data\/?$/.test(path)) return 'look';
  if (!path.includes('/jobs/')) return 'write';
  if (method === 'POST') return 'createJob';
  if (method === 'PUT') return 'upload';
  if (method === 'PATCH') return (body as { state: string }).state === 'Aborted' ? 'abort' : 'close';
  return (
    (['failedResults', 'successfulResults', 'unprocessedrecords'] as const).find((kind) => path.endsWith(kind)) ??
    'look'
  );
}

function saveResult({ id, success, created, refusal }: Result, isEvent: boolean): Record<string, unknown> {
  if (success && isEvent) {
    return {
      id: 'e00xx0000000001AAA',
      success,
      errors: [{ statusCode: 'OPERATION_ENQUEUED', message: id, fields: [] }],
    };
  }
  return success ? { id, success, created, errors: [] } : { id, success, errors: [refusal] };
}

async function uploaded({ content }: Request): Promise<string[][]> {
  const parser = new CsvParser();
  const rows: string[][] = [];
  for await (const chunk of content?.open() ?? []) rows.push(...parser.push(Buffer.from(chunk).toString('utf8')));
  return [...rows, ...parser.end()];
}

function errorText({ refusal = REFUSED }: Result): string {
  return `${refusal.statusCode}:${refusal.message}:${refusal.fields.join(' ')} --`;
}

/** Results come in another order than the rows. */
function resultsOf({ header, rows, results }: Job, what: string): string {
  const entries = results.map((result, place) => ({ result, cells: rows[place] ?? [] })).toReversed();
  if (what === 'unprocessedrecords')
    return [header, ...rows.slice(results.length)].map((cells) => csvLine(cells)).join('');
  if (what === 'failedResults') {
    const failed = entries.filter(({ result }) => !result.success);
    const lines = failed.map(({ result, cells }) => [result.id ?? '', errorText(result), ...cells]);
    return [['sf__Id', 'sf__Error', ...header], ...lines].map((cells) => csvLine(cells)).join('');
  }
  const saved = entries.filter(({ result }) => result.success);
  const lines = saved.map(({ result, cells }) => [result.id ?? '', String(result.created), ...cells]);
  return [['sf__Id', 'sf__Created', ...header], ...lines].map((cells) => csvLine(cells)).join('');
}

/** The answer is cut off: whether the org acted on the request, nobody is told. */
export function cutOff(): never {
  throw new ConnectionError('The connection was lost.', 'maybe', 'ECONNRESET');
}
