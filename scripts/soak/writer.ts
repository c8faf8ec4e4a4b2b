import axios, { type AxiosInstance } from 'axios';

import type { RunningOrg } from '../../simulator';
import { adminUserId } from '../../simulator/data';
import type { SoakTrigger } from './triggers';

/** The name of changes that are not counted. */
const WARM_UP = 'warm-up';

const UNAUTHORIZED = 401;
const FAILED = 400;

const openSession = ({ sessions, username, clientId }: RunningOrg): string =>
  sessions.open({ userId: adminUserId, username, clientId, scopes: ['api'], grantId: null }).token;

/** Makes changes in the org by REST, as any client does, and remembers their names. */
export class Writer {
  /** Names of the changes that the org has confirmed. */
  readonly names: string[] = [];
  #begun = 0;

  private constructor(
    private readonly http: AxiosInstance,
    private readonly trigger: SoakTrigger,
    private readonly contacts: string[],
  ) {}

  static async open(org: RunningOrg, trigger: SoakTrigger): Promise<Writer> {
    const http = axios.create({ baseURL: `${org.url}/services/data/v67.0`, validateStatus: () => true });
    let token = '';
    // Its sessions end with all others.
    http.interceptors.request.use((request) => {
      if (org.sessions.peek(token) === undefined) token = openSession(org);
      request.headers.set('authorization', `Bearer ${token}`);
      return request;
    });
    const { data } = await http.get<{ records: { Id: string }[] }>('/query', {
      params: { q: 'SELECT Id FROM Contact' },
    });
    return new Writer(
      http,
      trigger,
      data.records.map(({ Id }) => Id),
    );
  }

  /** How many changes were made so far. */
  get made(): number {
    return this.names.length;
  }

  /** A change that is not counted. */
  async warmUp(): Promise<void> {
    await this.trigger.change(this, WARM_UP);
  }

  async change(): Promise<void> {
    this.#begun += 1;
    const name = `change ${this.#begun}`;
    await this.trigger.change(this, name);
    this.names.push(name);
  }

  /** The ID of a contact of the sample data, a different one each time; undefined when all were asked for. */
  untouched(): string | undefined {
    return this.contacts.pop();
  }

  /** Creates a record, or updates the one with this ID. */
  async save(object: string, id: string | undefined, values: Readonly<Record<string, unknown>>): Promise<void> {
    const [method, url] = id === undefined ? ['POST', `/sobjects/${object}`] : ['PATCH', `/sobjects/${object}/${id}`];
    const send = async () => await this.http.request({ method, url, data: values });
    let { status } = await send();
    // Its session can end while a request is on its way; then nothing was saved.
    if (status === UNAUTHORIZED) ({ status } = await send());
    if (status >= FAILED) throw new Error(`The org answered ${method} ${url} with ${status}.`);
  }
}
