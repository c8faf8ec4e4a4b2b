import type { ObjectSchema } from '../types';
import type { Answer, Call } from './call';
import { ok } from './call';
import { recentItem } from './objects';

const MOST = 200;

/** What the user last touched, newest first; of one object where it is given. */
export function recentItems(call: Call, only?: ObjectSchema): Record<string, unknown>[] {
  const { store } = call.org;
  return store.recent(call.session.userId).flatMap(({ object, id }) => {
    const row = only && only.name !== object.name ? undefined : store.byId(object, id);
    return row && row['IsDeleted'] !== true ? [recentItem(call, object, row)] : [];
  });
}

/** GET /recent?limit= */
export function recent(call: Call): Answer {
  const limit = Number(call.query.get('limit') ?? MOST);
  return ok(recentItems(call).slice(0, Number.isInteger(limit) && limit >= 0 ? limit : MOST));
}
