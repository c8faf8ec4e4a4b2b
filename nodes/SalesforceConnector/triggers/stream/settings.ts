import { fieldAtPath } from '../../../../salesforce/describe';
import { InputError } from '../../../../salesforce/errors';
import {
  checkSelected,
  objectOfChannel,
  passesFilter,
  type ChannelEvent,
  type EventFilter,
  type Position,
  type WhenLost,
} from '../../../../salesforce/events';
import { readFlag } from '../../fields/allowed';
import { readChannels } from '../../fields/channels';
import { readConfirmation, readEventsPerExecution, type Confirmation } from '../../fields/confirmEvents';
import { readEventFilters } from '../../fields/eventFilters';
import { readEventOutput, type EventOutput } from '../../fields/eventOutput';
import { simplifyOutput } from '../../fields/options';
import { readIfPositionLost, readStartFrom } from '../../fields/startFrom';
import { AdvisedError } from '../../host/advice';
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
  readonly filter: EventFilter;
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
    filter,
    wants: (event) => passesFilter(filter, event),
    output: readEventOutput(form),
    isSimple: readFlag(form, simplifyOutput, 'options'),
  };
}

/**
 * Whether the org has what the form asks for, as far as it tells.
 * @throws InputError
 */
export async function checkStreamForm(org: NodeOrg, { channels, filter, output }: StreamForm): Promise<void> {
  const { entities, changedFields } = filter;
  for (const name of entities) await checkObject(org, name);
  await checkSelected(org, channels, entities);
  const objects = channels.map(objectOfChannel).filter((object) => object !== undefined);
  // Other channels may bring any object.
  const known = entities.length > 0 ? entities : objects.length < channels.length ? [] : objects;
  if (known.length === 0) return;
  // A part of a compound field follows the field's name.
  const changed = changedFields.map((path) => path.split('.')[0] ?? path);
  for (const field of changed) await checkField(org, known, field, 'Changed Fields');
  for (const path of output.load ?? []) await checkField(org, known, path, 'Fields to Load');
}

async function checkObject(org: NodeOrg, name: string): Promise<void> {
  await org.describe.object(name).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new AdvisedError(`Objects: ${error.message}`, {
      field: 'Objects',
      actions: ['Check the API name, as in Account or Invoice__c.'],
    });
  });
}

/** At least one of the objects has the field. */
async function checkField(org: NodeOrg, objects: readonly string[], path: string, field: string): Promise<void> {
  const checks = objects.map((object) => fieldAtPath(org.describe, object, path, field));
  const results = await Promise.allSettled(checks);
  if (results.every(({ status }) => status === 'rejected')) await Promise.all(checks);
}
