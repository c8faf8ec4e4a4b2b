import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { readApiVersion } from '../../fields/options';
import { cancelledBy } from '../../host/cancellation';
import { formOf } from '../../host/form';
import { openOrg } from '../../host/org';
import { EVENT_LABELS, eventStartError } from './eventError';
import { Listener } from './listener';
import { eventProperties } from './properties';
import { startInstance } from './registry';
import { readStreamForm } from './settings';

/** Listens to events until n8n closes the trigger; in a test, until the first one. */
export async function listenToEvents(context: ITriggerFunctions): Promise<ITriggerResponse> {
  const instance = startInstance(context);
  let listener: Listener | undefined;
  const start = async (): Promise<void> => {
    try {
      listener = await listenerOf(context, instance);
      await listener.start();
    } catch (error) {
      await close();
      throw eventStartError(context, error);
    }
  };
  // n8n keeps a trigger that fails to close.
  const close = async (): Promise<void> => {
    instance.abort();
    await listener?.close();
  };
  if (context.getMode() === 'manual') return { closeFunction: close, manualTriggerFunction: start };
  await start();
  return { closeFunction: close };
}

async function listenerOf(context: ITriggerFunctions, instance: AbortController): Promise<Listener> {
  const form = formOf(context, eventProperties);
  const settings = readStreamForm(form);
  const org = await openOrg(cancelledBy(context, instance.signal), readApiVersion(form), EVENT_LABELS);
  return new Listener(context, instance, org, settings);
}
