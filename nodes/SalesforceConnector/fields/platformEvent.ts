import type { INodeProperties } from 'n8n-workflow';

import { isPlatformEvent } from '../../../salesforce/names';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { objectProperty, readObject } from './object';

/** The object of which each record is an event. */
export const platformEventProperty: INodeProperties = {
  ...objectProperty('publish'),
  description: 'The platform event, whose API name ends in __e',
};

/** The API name of the chosen platform event: nothing else can be published. */
export function readPlatformEvent(form: FormValues): string {
  return form.shared(platformEventName);
}

function platformEventName(form: FormValues): string {
  const object = readObject(form);
  if (isPlatformEvent(object)) return object;
  throw new AdvisedError(`${object} is not a platform event: the API names of platform events end in __e.`, {
    field: 'Object',
    actions: [
      'Choose a platform event from the list. To save a record of this object, use the operation Create of the resource Record.',
    ],
  });
}
