import type { INodeProperties } from 'n8n-workflow';

import { channelsProperties } from '../../fields/channels';
import { confirmEventsProperties } from '../../fields/confirmEvents';
import { eventFiltersProperty } from '../../fields/eventFilters';
import { eventOutputProperties } from '../../fields/eventOutput';
import { apiVersionOption, optionsProperty, simplifyOutput } from '../../fields/options';
import { startFromProperties } from '../../fields/startFrom';

/** The form of the event trigger. */
export const eventProperties: readonly INodeProperties[] = [
  ...channelsProperties,
  eventFiltersProperty,
  ...startFromProperties,
  ...confirmEventsProperties,
  ...eventOutputProperties,
  optionsProperty(apiVersionOption, simplifyOutput),
];
