import { expectBody, isRecord, isText, listOf, objectWith } from '../errors';
import type { Response } from '../http';
import type { Saved } from './single';

/**
 * Platform events: records of their objects are published, and kept nowhere that a query reads.
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_publish_api.htm
 */

/** Whether an entry among the errors of a success is none: it says that the event is in the queue. */
export function isEnqueued(error: unknown): error is { statusCode: 'OPERATION_ENQUEUED'; message?: unknown } {
  return isRecord(error) && error['statusCode'] === 'OPERATION_ENQUEUED';
}

/**
 * The UUID of the event that was queued, which is also in the event. The ID in the same result identifies nothing, and
 * several events can have it. Null where Salesforce gives no UUID, as for events of the old kind (standard volume).
 * @param errors of the result of a success
 */
export function eventUuidIn(errors: readonly unknown[] | null | undefined): string | null {
  const uuid = (errors ?? []).find(isEnqueued)?.message;
  return isText(uuid) ? uuid : null;
}

/** The answer to an event that was published on its own. */
export function readPublished(response: Response): Saved {
  const { errors } = expectBody(response, isPublished, 'a published event', 201);
  return { id: eventUuidIn(errors), created: true };
}

interface PublishedAnswer {
  id: string;
  success: true;
  errors: unknown[];
}

const isPublished = objectWith<PublishedAnswer>({
  id: isText,
  success: (value): value is true => value === true,
  errors: listOf(isEnqueued),
});
