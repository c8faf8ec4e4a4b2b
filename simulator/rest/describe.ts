import { describeGlobal, describeObject } from '../schema';
import { changeEventObjects } from '../streaming/changeEventObjects';
import type { ObjectSchema } from '../types';
import type { Answer, Call } from './call';
import { ok } from './call';
import { revalidated } from './conditions';
import { objectNamed } from './objects';
import { recentItems } from './recent';

/** The org's objects, and the change events of those. */
function describedObjects({ org }: Call): readonly ObjectSchema[] {
  const { schema } = org.store;
  return [...schema.objects, ...changeEventObjects(schema)].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What can be described: an object or a change event, in any case. */
function describedObject(call: Call, name: string): ObjectSchema {
  const changeEvents = changeEventObjects(call.org.store.schema);
  return changeEvents.find((event) => event.name.toLowerCase() === name.toLowerCase()) ?? objectNamed(call, name);
}

/** GET /sobjects */
export function globalDescribe(call: Call): Answer {
  const { schema } = call.org.store;
  return revalidated(call, schema.lastModified, () =>
    describeGlobal({ ...schema, objects: describedObjects(call) }, call.version),
  );
}

/** GET /sobjects/X/describe */
export function describe(call: Call, objectName: string): Answer {
  const { schema } = call.org.store;
  const object = describedObject(call, objectName);
  return revalidated(call, schema.lastModified, () => describeObject(schema, object, call.version));
}

/** GET /sobjects/X: the object's line of the global describe, and its records that the user last touched */
export function basicInformation(call: Call, objectName: string): Answer {
  const object = objectNamed(call, objectName);
  const { sobjects } = describeGlobal({ ...call.org.store.schema, objects: [object] }, call.version);
  return ok({ objectDescribe: (sobjects as unknown[])[0], recentItems: recentItems(call, object) });
}
