import { fieldAtPath } from '../../../../salesforce/describe';
import {
  checkSelected,
  objectOfChannel,
  passesFilter,
  type ChannelEvent,
  type Position,
  type WhenLost,
} from '../../../../salesforce/events';
import { readChannels } from '../../fields/channels';
import { readConfirmation, readEventsPerExecution, type Confirmation } from '../../fields/confirmEvents';
import { readEventFilters } from '../../fields/eventFilters';
import { readEventOutput, type EventOutput } from '../../fields/eventOutput';
import { readIfPositionLost, readStartFrom } from '../../fields/startFrom';
import type { FormValues } from '../../host/form';
import type { NodeOrg } from '../../host/org';

/** What the form asks for; read once, because n8n evaluates expressions only while it starts a trigger. */
export interface StreamForm {
  readonly channels: readonly string[];
  readonly startFrom: Position;
  readonly whenLost: WhenLost;
  readonly confirmation: Confirmation;
  /** Events in one execution. */
  readonly most: number;
  readonly wants: (event: ChannelEvent) => boolean;
  readonly output: EventOutput;
  readonly isSimple: boolean;
}

/** @throws InputError, AdvisedError */
export function readStreamForm(form: FormValues): StreamForm {
  const filter = readEventFilters(form);
  return {
    channels: readChannels(form),
    startFrom: readStartFrom(form),
    whenLost: readIfPositionLost(form),
    confirmation: readConfirmation(form),
    most: readEventsPerExecution(form),
    wants: (event) => passesFilter(filter, event),
    output: readEventOutput(form),
    isSimple: form.param('options.simplify', true),
  };
}

/**
 * Whether the org has what the form asks for, as far as it tells.
 * @throws InputError
 */
export async function checkStreamForm(org: NodeOrg, { channels, output }: StreamForm): Promise<void> {
  await checkSelected(org, channels);
  const objects = channels.map(objectOfChannel).filter((object) => object !== undefined);
  // Other channels may bring any object.
  if (objects.length < channels.length) return;
  for (const path of output.load ?? []) await checkField(org, objects, path);
}

/** At least one of the objects has the field. */
async function checkField(org: NodeOrg, objects: readonly string[], path: string): Promise<void> {
  const checks = objects.map((object) => fieldAtPath(org.describe, object, path, 'Fields to Load'));
  const results = await Promise.allSettled(checks);
  if (results.every(({ status }) => status === 'rejected')) await Promise.all(checks);
}
