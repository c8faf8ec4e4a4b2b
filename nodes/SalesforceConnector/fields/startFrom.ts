import type { INodeProperties } from 'n8n-workflow';

import { isReplayId, type Position, type WhenLost } from '../../../salesforce/events';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { readText } from './text';

export const startFromProperties: readonly INodeProperties[] = [
  {
    displayName: 'Start From',
    name: 'startFrom',
    type: 'options',
    default: 'new',
    description:
      'Where to start in channels that the trigger has not listened to yet. Afterwards it goes on behind the last event, also after n8n was down. Another choice starts all channels anew.',
    options: [
      { name: 'All That Is Kept', value: 'kept', description: 'Events of the last three days, if not of one' },
      { name: 'New Events', value: 'new', description: 'Events from the activation on' },
      { name: 'Replay ID', value: 'replayId', description: 'Events behind the one with this replay ID' },
    ],
  },
  {
    displayName: 'Replay ID',
    name: 'replayId',
    type: 'string',
    default: '',
    placeholder: 'e.g. 10834572',
    description: 'The replay ID of an event in each of the channels',
    displayOptions: { show: { startFrom: ['replayId'] } },
  },
  {
    displayName: 'If Position Is Lost',
    name: 'ifPositionLost',
    type: 'options',
    default: 'kept',
    description: 'What to do if Salesforce no longer has the event to go on from, or n8n has lost the position',
    options: [
      {
        name: 'All That Is Kept',
        value: 'kept',
        description: 'Read everything that Salesforce still has. Events with an execution in n8n are left out.',
      },
      { name: 'New Events', value: 'new', description: 'Go on with new events, and miss those in between' },
      { name: 'Stop', value: 'stop', description: 'Fail, so that somebody decides' },
    ],
  },
];

const POSITIONS: ReadonlyMap<string, Position> = new Map([
  ['kept', { from: 'kept' }],
  ['new', { from: 'new' }],
]);

/** Where to start in a channel. */
export function readStartFrom(form: FormValues): Position {
  const chosen = form.param<string>('startFrom', 'new');
  if (chosen === 'replayId') return { from: 'after', replayId: readReplayId(form) };
  const position = POSITIONS.get(chosen);
  if (position !== undefined) return position;
  throw new AdvisedError(`“${chosen}” is not a valid Start From.`, { field: 'Start From' });
}

function readReplayId(form: FormValues): string {
  const replayId = readText(form, { name: 'replayId', displayName: 'Replay ID' });
  if (isReplayId(replayId)) return replayId;
  throw new AdvisedError('Replay ID must be a whole number.', {
    field: 'Replay ID',
    actions: ['Use the replayId of an event that the trigger has returned.'],
  });
}

export function readIfPositionLost(form: FormValues): WhenLost {
  const chosen = form.param<string>('ifPositionLost', 'kept');
  const known = (['kept', 'new', 'stop'] as const).find((one) => one === chosen);
  if (known !== undefined) return known;
  throw new AdvisedError(`“${chosen}” is not a valid choice.`, { field: 'If Position Is Lost' });
}
