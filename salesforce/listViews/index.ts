import { requireFeature } from '../api';
import { AnswerError, expectBody, isFlag, isText, listOf, maybe, objectWith } from '../errors';
import type { Request, Response } from '../http';
import { canBeOneRecord, isRecordId } from '../ids';
import { apiName, isSameName } from '../names';
import type { Org } from '../org';
import { dataPath, nextPath } from '../path';
import { Progress } from '../progress';
import { clausesOf, limitOf } from '../soql/clauses';

/** A list view of an object, as Salesforce lists it. */
export interface ListView {
  id: string;
  label: string;
  developerName: string;
  /** Whether SOQL can say what it shows. */
  soqlCompatible: boolean;
}

interface ListViewsAnswer {
  listviews: ListView[];
  done: boolean;
  nextRecordsUrl?: string | null | undefined;
}

const isListViews = objectWith<ListViewsAnswer>({
  listviews: listOf(
    objectWith<ListView>({ id: isRecordId, label: isText, developerName: isText, soqlCompatible: isFlag }),
  ),
  done: isFlag,
  nextRecordsUrl: maybe(isText),
});

/**
 * The list views of an object that the user can see, page by page.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_listviews.htm
 */
export async function* listViewPages(org: Org, object: string): AsyncGenerator<ListView[], void, undefined> {
  requireFeature(org, 'listViews');
  const progress = new Progress();
  let path: string | undefined = dataPath(org.version, 'sobjects', apiName(object, 'Object'), 'listviews');
  while (path !== undefined) {
    const page = readListViews(await org.send({ method: 'GET', path }));
    progress.to(path, page.listviews.length);
    progress.came(page.listviews[0]?.id);
    yield page.listviews;
    path = nextPathOf(page);
  }
}

export function readListViews(response: Response): ListViewsAnswer {
  return expectBody(response, isListViews, 'a list of list views', 200);
}

function nextPathOf({ done, nextRecordsUrl }: ListViewsAnswer): string | undefined {
  if (isText(nextRecordsUrl)) return nextPath(nextRecordsUrl);
  if (done) return undefined;
  throw new AnswerError(200, 'it reports more list views without a link to them');
}

/** Read with {@link readListViewQuery}, of the same object and ID. */
export function listViewRequest(org: Pick<Org, 'version'>, object: string, id: string): Request {
  requireFeature(org, 'listViews');
  return {
    method: 'GET',
    path: dataPath(org.version, 'sobjects', apiName(object, 'Object'), 'listviews', id, 'describe'),
  };
}

/**
 * The query that a list view runs.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_listviewdescribe.htm
 */
export function readListViewQuery(response: Response, { object, id }: { object: string; id: string }): string {
  const view = expectBody(response, isListView, 'a list view with its query', 200);
  const from = clausesOf(view.query)?.object;
  if (canBeOneRecord(view.id, id) && (from === undefined || isSameName(from, object))) return view.query;
  throw new AnswerError(response.status, 'it is another list view', response.body);
}

const isListView = objectWith<{ id: string; query: string }>({
  id: isRecordId,
  query: (value): value is string => isText(value) && /^\s*select\s/i.test(value),
});

export interface ListViewOptions {
  /** The labels of picklist values, as the list view shows them, in place of the values. */
  readonly labels: boolean;
  readonly limit?: number | undefined;
}

/** A list view's query as it is to be run. */
export function listViewSoql(query: string, { labels, limit }: ListViewOptions): string {
  const from = /\sfrom\s/i.exec(query)?.index ?? query.length;
  const selected = query.slice(0, from);
  const soql = `${labels ? selected : selected.replaceAll(/\btolabel\s*\(([\w.\s]+)\)/gi, '$1')}${query.slice(from)}`;
  return limit === undefined || limitOf(soql) !== undefined ? soql : `${soql} LIMIT ${limit}`;
}
