import type { Row } from '../../types';
import { formatAutoNumber } from '../defaults';
import { idOf } from '../ids';
import { accountOfContact, auditOf, madeBy, ownerId, type SeedContext } from './context';
import { below, pick } from './random';

const subjects = [
  'Cannot sign in',
  'Delivery is late',
  'Device does not start',
  'Invoice is wrong',
  'Password reset',
  'Part is missing',
  'Question about renewal',
  'Screen stays dark',
] as const;

export function caseRow(context: SeedContext, recordTypeId: string | null): (number: number) => Row {
  return (number) => {
    const { created, modified } = madeBy(context, number);
    const contact = 1 + below(context.counts.contacts, number, 50);
    const status = pick(['New', 'Working', 'Escalated', 'Closed', 'Closed', 'Closed'], number, 51);
    const owner = ownerId(number, 52);
    return {
      Id: idOf('500', number),
      CaseNumber: formatAutoNumber('{00000000}', number),
      ContactId: idOf('003', contact),
      AccountId: accountOfContact(context, contact),
      Subject: pick(subjects, number, 53),
      Status: status,
      Origin: pick(['Phone', 'Email', 'Web'], number, 54),
      Priority: pick(['High', 'Medium', 'Low'], number, 55),
      Reason: pick(['Installation', 'Performance', 'Breakdown', 'Other'], number, 56),
      IsClosed: status === 'Closed',
      ClosedDate: status === 'Closed' ? modified : null,
      IsEscalated: status === 'Escalated',
      RecordTypeId: recordTypeId,
      OwnerId: owner,
      ...auditOf(owner, created, modified),
    };
  };
}

export function taskRow(context: SeedContext): (number: number) => Row {
  return (number) => {
    const { created, modified } = madeBy(context, number);
    const contact = 1 + below(context.counts.contacts, number, 40);
    const account = accountOfContact(context, contact);
    const owner = ownerId(number, 41);
    const closed = number % 3 === 0;
    const priority = pick(['High', 'Normal', 'Low'], number, 42);
    return {
      Id: idOf('00T', number),
      WhoId: idOf('003', contact),
      WhatId: account,
      AccountId: account,
      Subject: pick(['Call', 'Email', 'Send Quote', 'Prepare visit'], number, 43),
      ActivityDate: context.calendar.date(below(60, number, 44) - 30),
      Status: closed ? 'Completed' : 'Not Started',
      Priority: priority,
      IsHighPriority: priority === 'High',
      IsClosed: closed,
      CompletedDateTime: closed ? modified : null,
      IsArchived: false,
      TaskSubtype: 'Task',
      IsReminderSet: false,
      OwnerId: owner,
      ...auditOf(owner, created, modified),
    };
  };
}

export function eventRow(context: SeedContext): (number: number) => Row {
  return (number) => {
    const { created, modified } = madeBy(context, number);
    const contact = 1 + below(context.counts.contacts, number, 60);
    const account = accountOfContact(context, contact);
    const owner = ownerId(number, 61);
    const day = below(90, number, 62) - 45;
    const hour = 8 + below(9, number, 63);
    const start = context.calendar.datetime(day, hour * 3600);
    return {
      Id: idOf('00U', number),
      WhoId: idOf('003', contact),
      WhatId: account,
      AccountId: account,
      Subject: pick(['Call', 'Demo', 'Meeting', 'Site visit'], number, 64),
      Location: pick(['Online', 'Our office', 'Their office'], number, 65),
      StartDateTime: start,
      ActivityDateTime: start,
      ActivityDate: context.calendar.date(day),
      EndDateTime: context.calendar.datetime(day, (hour + 1) * 3600),
      DurationInMinutes: 60,
      IsAllDayEvent: false,
      IsPrivate: false,
      IsReminderSet: false,
      IsArchived: false,
      ShowAs: 'Busy',
      OwnerId: owner,
      ...auditOf(owner, created, modified),
    };
  };
}
