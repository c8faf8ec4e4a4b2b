import { eventUuid } from '../streaming/platformEvents';
import type { ObjectSchema } from '../types';
import type { JsonObject } from './call';

/**
 * What a publisher reads among the errors of a success: that the event is queued, and its UUID. Records have none.
 * @see https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_publish_api.htm
 */
export const enqueued = (object: ObjectSchema, id: string): JsonObject[] =>
  object.isEvent === true ? [{ statusCode: 'OPERATION_ENQUEUED', message: eventUuid(id), fields: [] }] : [];
