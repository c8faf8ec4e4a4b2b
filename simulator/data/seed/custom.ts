import type { Row } from '../../types';
import { formatAutoNumber } from '../defaults';
import { idOf } from '../ids';
import { auditOf, madeBy, ownerId, type SeedContext } from './context';
import { below, padded, pick } from './random';
import { places } from './words';

/** One invoice an account, of two lines. */
export function invoiceRow(context: SeedContext): (number: number) => Row {
  return (number) => {
    const { created, modified, daysOld } = madeBy(context, number);
    const owner = ownerId(number, 4);
    return {
      Id: idOf('a00', number),
      Name: formatAutoNumber('INV-{00000}', number),
      Account__c: idOf('001', number),
      Status__c: pick(['Draft', 'Sent', 'Paid', 'Paid'], number, 81),
      Invoice_Date__c: context.calendar.date(-daysOld),
      Due_Date__c: context.calendar.date(30 - daysOld),
      Tax_Rate__c: 20,
      Reminder_Sent__c: false,
      Invoice_Key__c: `I-${padded(number)}`,
      OwnerId: owner,
      ...auditOf(owner, created, modified),
    };
  };
}

export function invoiceLineRow(context: SeedContext): (number: number) => Row {
  return (number) => {
    const invoice = Math.ceil(number / 2);
    const { created, modified } = madeBy(context, invoice);
    return {
      Id: idOf('a01', number),
      Name: formatAutoNumber('IL-{000000}', number),
      Invoice__c: idOf('a00', invoice),
      Product__c: idOf('01t', 1 + below(24, number, 82)),
      Quantity__c: 1 + below(20, number, 83),
      Unit_Price__c: 10 + below(400, number, 84) / 4,
      Line_Key__c: `IL-${padded(number)}`,
      ...auditOf(ownerId(invoice, 4), created, modified),
    };
  };
}

/** Rows with a value in a field of every type. */
export function syncTestRow(context: SeedContext, recordTypeId: string | null): (number: number) => Row {
  return (number) => {
    const { created, modified, daysOld } = madeBy(context, number);
    const place = pick(places, number, 85);
    const key = padded(number);
    return {
      Id: idOf('a02', number),
      Name: `Sync test ${String(number)}`,
      Auto_Number__c: formatAutoNumber('ST-{0000}', number),
      Text_Key__c: `S-${key}`,
      Case_Sensitive_Key__c: `Key-${key}`,
      Shared_Key__c: `G-${String(Math.ceil(number / 2))}`,
      Number_Key__c: number,
      Email_Key__c: `key.${String(number)}@mail.example`,
      Required_With_Default__c: 'none',
      Checkbox__c: number % 2 === 0,
      Checkbox_On__c: true,
      Number__c: below(200_000, number, 86) / 100,
      Integer__c: below(1000, number, 87),
      Currency__c: below(1_000_000, number, 88) / 100,
      Percent__c: below(10_000, number, 89) / 100,
      Date__c: context.calendar.date(-daysOld),
      Datetime__c: created,
      Time__c: '09:30:00.000Z',
      Picklist__c: pick(['Alpha', 'Beta', 'Gamma'], number, 95),
      Restricted_Picklist__c: pick(['Red', 'Green', 'Blue'], number, 96),
      Multi_Picklist__c: pick(['Email', 'Email;Phone', 'Phone;Visit', 'Post'], number, 97),
      Location__Latitude__s: place.latitude,
      Location__Longitude__s: place.longitude,
      Account__c: idOf('001', number),
      RecordTypeId: recordTypeId,
      OwnerId: ownerId(number, 4),
      ...auditOf(ownerId(number, 4), created, modified),
    };
  };
}
