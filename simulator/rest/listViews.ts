import { to18 } from '../data/ids';
import type { ObjectSchema } from '../types';
import type { Answer, Call, JsonObject } from './call';
import { notFound, ok, root } from './call';
import { objectNamed } from './objects';

/**
 * List views: each object has one of all records and one of this week's, whose SOQL is written as in the guide.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_listviews.htm
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_listviewdescribe.htm
 */
interface ListView {
  readonly id: string;
  readonly label: string;
  readonly developerName: string;
  /** Empty for all records. */
  readonly where: string;
}

function listViewsOf(object: ObjectSchema): ListView[] {
  const id = (number: number) => to18(`00B8d0${object.keyPrefix}00000${String(number)}`);
  return [
    { id: id(1), label: `All ${object.labelPlural}`, developerName: `All${object.name}`, where: '' },
    { id: id(2), label: 'New This Week', developerName: 'NewThisWeek', where: ' WHERE CreatedDate = THIS_WEEK' },
  ];
}

/** Views on a page: the guide does not say how many, and names the next page. */
const PAGE = 1;

/** GET /sobjects/X/listviews */
export function listViews(call: Call, objectName: string): Answer {
  const object = objectNamed(call, objectName);
  const base = `${root(call)}/sobjects/${object.name}/listviews`;
  const offset = Number(call.query.get('offset') ?? 0);
  const all = listViewsOf(object);
  const page = all.slice(offset, offset + PAGE).map(({ id, label, developerName }) => ({
    describeUrl: `${base}/${id}/describe`,
    developerName,
    id,
    label,
    resultsUrl: `${base}/${id}/results`,
    soqlCompatible: true,
    url: `${base}/${id}`,
  }));
  const next = offset + page.length;
  return ok({
    done: next >= all.length,
    listviews: page,
    nextRecordsUrl: next >= all.length ? null : `${base}?offset=${String(next)}`,
    size: page.length,
    sobjectType: object.name,
  });
}

/** GET /sobjects/X/listviews/{id}/describe */
export function describeListView(call: Call, objectName: string, id: string): Answer {
  const object = objectNamed(call, objectName);
  const view = listViewsOf(object).find((one) => one.id === id || one.id.slice(0, 15) === id);
  if (view === undefined) throw notFound();
  const name = object.fields.find(({ nameField }) => nameField)?.name ?? 'Id';
  const picklists = object.fields.filter(({ type }) => type === 'picklist').slice(0, 2);
  const selected = [name, ...picklists.map((field) => `toLabel(${field.name})`), 'Id', 'CreatedDate'];
  const order = `${name} ASC NULLS FIRST, Id ASC NULLS FIRST`;
  return ok({
    columns: selected.map((item, index): JsonObject => column(item, index === 0 ? 'ascending' : null)),
    id: view.id,
    orderBy: [{ fieldNameOrPath: name, nullsPosition: 'first', sortDirection: 'ascending' }],
    query: `SELECT ${selected.join(', ').toLowerCase()} FROM ${object.name}${view.where} ORDER BY ${order}`,
    scope: null,
    sobjectType: object.name,
    whereCondition: {},
  });
}

function column(selectListItem: string, sortDirection: string | null): JsonObject {
  const fieldNameOrPath = selectListItem.replace(/^toLabel\((.*)\)$/, '$1');
  return { fieldNameOrPath, hidden: false, label: fieldNameOrPath, selectListItem, sortDirection };
}
