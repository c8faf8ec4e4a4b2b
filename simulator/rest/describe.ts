const describeGlobal = (..._: unknown[]) => ({ sobjects: [] as Record<string, unknown>[] }); const describeObject = (..._: unknown[]) => ({});
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
  const { schema } = call.org.store;
  const object = objectNamed(call, objectName);
  const objectDescribe = describeGlobal(schema, call.version).sobjects.find((entry) => entry['name'] === object.name);
  return ok({ objectDescribe, recentItems: recentItems(call, object) });
}
