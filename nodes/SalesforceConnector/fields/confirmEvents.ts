import type { INodeProperties } from 'n8n-workflow';

import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';

/** When an event is done with: the values, and the words, of n8n's Kafka Trigger. */
export type Confirmation = 'immediately' | 'onCompletion' | 'onSuccess';

const MOST_EVENTS = 500;

export const confirmEventsProperties: readonly INodeProperties[] = [
  {
    displayName: 'Confirm Events',
    name: 'resolveOffset',
    type: 'options',
    default: 'onCompletion',
    description:
      'On which condition an event is confirmed, so that the next one follows. An event that is not confirmed when n8n stops is read again.',
    options: [
      {
        name: 'Immediately',
        value: 'immediately',
        description:
          'Confirm an event before its execution starts. Executions can run at the same time. Not recommended, because events are lost if n8n stops at that moment.',
      },
      {
        name: 'On Execution Completion',
        value: 'onCompletion',
        description: 'Confirm an event when its execution has ended, regardless of the status',
      },
      {
        name: 'On Execution Success',
        value: 'onSuccess',
        description:
          'Confirm an event only if its execution succeeds. Until then it is executed again, and others wait.',
      },
    ],
  },
  {
    displayName: 'Events Per Execution',
    name: 'eventsPerExecution',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: MOST_EVENTS },
    default: 1,
    description: 'Up to how many events start one execution, if several are waiting',
  },
];

export function readConfirmation(form: FormValues): Confirmation {
  const chosen = form.param<string>('resolveOffset', 'onCompletion');
  const known = (['immediately', 'onCompletion', 'onSuccess'] as const).find((one) => one === chosen);
  if (known !== undefined) return known;
  throw new AdvisedError(`“${chosen}” is not a valid choice.`, { field: 'Confirm Events' });
}

export function readEventsPerExecution(form: FormValues): number {
  const events = Number(form.param('eventsPerExecution', 1));
  if (Number.isInteger(events) && events >= 1 && events <= MOST_EVENTS) return events;
  throw new AdvisedError(`Events Per Execution must be a whole number from 1 to ${MOST_EVENTS}.`, {
    field: 'Events Per Execution',
  });
}
