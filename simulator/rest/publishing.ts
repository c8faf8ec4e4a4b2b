import { eventUuid } from '../streaming/platformEvents';
import type { ObjectSchema } from '../types';
import type { Call, JsonObject } from './call';

/** The ID that recordings show (mohan-chinnappan-n/cli-dx, `pe.md`). */
const SHARED_ID = 'e00xx0000000001AAA';

/**
 * What is said of a record that was created. A publisher reads among the errors of a success that the event is queued,
 * and its UUID; the ID "isn't always unique". Records have no errors.
 * @see https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_publish_api.htm
 */
export function createdAs({ org }: Call, object: ObjectSchema, id: string): { id: string; errors: JsonObject[] } {
  if (object.isEvent !== true) return { id, errors: [] };
  const enqueued = { statusCode: 'OPERATION_ENQUEUED', message: eventUuid(id), fields: [] };
  return { id: org.choices.settings.sharedEventIds ? SHARED_ID : id, errors: [enqueued] };
}
