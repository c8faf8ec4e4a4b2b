import { type QueryContext, runQuery } from '../soql';
import type { Clock, Database, Row } from '../types';
import type { ChangeType, RecordChange } from './recordChanges';
import type { Streaming } from './streaming';

/** A PushTopic's field for a kind of change, and what an event calls it. */
const OPERATIONS: Readonly<Record<ChangeType, { field: string; type: string }>> = {
  CREATE: { field: 'NotifyForOperationCreate', type: 'created' },
  UPDATE: { field: 'NotifyForOperationUpdate', type: 'updated' },
  DELETE: { field: 'NotifyForOperationDelete', type: 'deleted' },
  UNDELETE: { field: 'NotifyForOperationUndelete', type: 'undeleted' },
};

const CLAUSES = /^\s*SELECT\s+(?<select>.+?)\s+FROM\s+(?<object>\w+)(?:\s+WHERE\s+(?<where>.+))?$/is;

/** The query of a topic, in parts. */
interface TopicQuery {
  readonly select: string;
  readonly object: string;
  readonly where: string;
}

function queryOf(topic: Row): TopicQuery {
  const { select = '', object = '', where = '' } = CLAUSES.exec(String(topic['Query']))?.groups ?? {};
  return { select, object, where };
}

const namesIn = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().match(/\w+/g) ?? []);

/** The fields whose change a topic tells; undefined where any is told. */
function watchedFields(topic: Row, { select, where }: TopicQuery): ReadonlySet<string> | undefined {
  switch (topic['NotifyForFields']) {
    case 'All':
      return undefined;
    case 'Select':
      return namesIn(select);
    case 'Where':
      return namesIn(where);
    default:
      return namesIn(`${select} ${where}`);
  }
}

/** Whether an update has changed something that a topic watches. */
function isWatched({ before = {}, after = {} }: RecordChange, watched: ReadonlySet<string> | undefined): boolean {
  const changed = Object.keys(after).filter((name) => String(before[name] ?? null) !== String(after[name] ?? null));
  return watched === undefined || changed.some((name) => watched.has(name.toLowerCase()));
}

/**
 * PushTopics: records that stand for a channel, `/topic/Name`, of the records that a query finds.
 * @see https://developer.salesforce.com/docs/platform/api-streaming/guide/events.html
 */
export class PushTopics {
  constructor(
    private readonly streaming: Streaming,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {
    streaming.addChannels((name) => this.#topics().some((topic) => `/topic/${String(topic['Name'])}` === name));
  }

  /** Tells of a transaction. */
  committed(changes: readonly RecordChange[]): void {
    for (const topic of this.#topics()) for (const change of changes) this.#tell(topic, change);
  }

  #topics(): Row[] {
    const object = this.database.schema.object('PushTopic');
    if (object === undefined || this.database.count(object) === 0) return [];
    return [...this.database.rows(object, { includeDeleted: false })].filter((topic) => topic['IsActive'] === true);
  }

  #tell(topic: Row, change: RecordChange): void {
    const query = queryOf(topic);
    const { field, type } = OPERATIONS[change.type];
    if (query.object.toLowerCase() !== change.object.name.toLowerCase() || topic[field] !== true) return;
    if (change.type === 'UPDATE' && !isWatched(change, watchedFields(topic, query))) return;
    const sobject = change.type === 'DELETE' ? { Id: change.id } : this.#read(query, change);
    if (sobject === undefined) return;
    const createdDate = this.clock.now().toISOString();
    this.streaming.publish(`/topic/${String(topic['Name'])}`, (replayId) => ({
      event: { createdDate, replayId, type },
      sobject,
    }));
  }

  /** The record as the query reads it, if it finds it. */
  #read({ select, object, where }: TopicQuery, { id, by }: RecordChange): object | undefined {
    const found = `Id = '${id}'${where === '' ? '' : ` AND (${where})`}`;
    const context: QueryContext = {
      userId: by?.userId ?? '',
      now: this.clock.now(),
      timeZone: 'UTC',
      includeDeleted: false,
      version: '68.0',
    };
    const [record] = runQuery(this.database, `SELECT ${select} FROM ${object} WHERE ${found}`, context).page(0, 1);
    const { attributes: _, ...fields } = record ?? {};
    return record === undefined ? undefined : fields;
  }
}
