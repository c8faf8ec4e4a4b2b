import { describeGlobal, describeObject } from '../schema';
import type { Answer, Call } from './call';
import { ok } from './call';
import { revalidated } from './conditions';
import { objectNamed } from './objects';
import { recentItems } from './recent';

/** GET /sobjects */
export const globalDescribe = (call: Call): Answer =>
  revalidated(call, call.org.store.schema.lastModified, () => describeGlobal(call.org.store.schema, call.version));

/** GET /sobjects/X/describe */
export function describe(call: Call, objectName: string): Answer {
  const { schema } = call.org.store;
  const object = objectNamed(call, objectName);
  return revalidated(call, schema.lastModified, () => describeObject(schema, object, call.version));
}

/** GET /sobjects/X: the object's line of the global describe, and its records that the user last touched */
export function basicInformation(call: Call, objectName: string): Answer {
  const object = objectNamed(call, objectName);
  const { sobjects } = describeGlobal({ ...call.org.store.schema, objects: [object] }, call.version);
  return ok({ objectDescribe: (sobjects as unknown[])[0], recentItems: recentItems(call, object) });
}
