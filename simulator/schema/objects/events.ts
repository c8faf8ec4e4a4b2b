import type { ObjectDefinition } from '../define';
import { checkbox, datetime, number, text, textArea } from '../fields';

/** A platform event of the org's own, with one field that must be given. */
export const orderEvent: ObjectDefinition = {
  name: 'Order_Event__e',
  label: 'Order Event',
  keyPrefix: 'e01',
  isEvent: true,
  fields: [
    text('Order_Number__c', 80, { required: true }),
    number('Amount__c', 16, 2),
    checkbox('Has_Shipped__c'),
    datetime('Shipped_At__c'),
    textArea('Note__c'),
  ],
};

/**
 * A standard platform event, which only Salesforce publishes.
 * @see https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/sforce_api_objects_batchapexerrorevent.htm
 */
export const batchApexErrorEvent: ObjectDefinition = {
  name: 'BatchApexErrorEvent',
  label: 'Batch Apex Error Event',
  keyPrefix: '0kn',
  isEvent: true,
  fields: [
    text('AsyncApexJobId', 18),
    checkbox('DoesExceedJobScopeMaxLength'),
    text('ExceptionType', 255),
    textArea('JobScope', 40_000),
    textArea('Message', 5000),
    text('Phase', 255),
    text('RequestId', 100),
    textArea('StackTrace', 5000),
  ],
  flags: { createable: false },
};
