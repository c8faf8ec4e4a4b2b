import type { ObjectDefinition } from '../define';
import type { Database, FieldSchema, Row } from '../../types';
import { checkbox, date, datetime, field, integer, lookup, picklist, textArea } from '../fields';

const whatTargets = ['Account', 'Campaign', 'Case', 'Invoice__c', 'Opportunity', 'Order', 'Product2', 'Quote'];

/** Task and Event are one thing to the platform: an activity. */
function activityFields(): FieldSchema[] {
  return [
    lookup('WhoId', ['Contact', 'Lead'], { label: 'Name ID', cascadeDelete: true }),
    lookup('WhatId', whatTargets, { label: 'Related To ID', cascadeDelete: true }),
    field('Subject', 'combobox', { nameField: true, values: ['Call', 'Email', 'Send Letter', 'Send Quote', 'Other'] }),
    textArea('Description', 32000),
    lookup('AccountId', 'Account', { readOnly: true, permissionable: false }),
    checkbox('IsArchived', { readOnly: true, label: 'Archived' }),
  ];
}

/** The account of an activity follows from what, or else who, it is about. */
function accountOf(row: Row, database: Database): string | null {
  for (const name of ['WhatId', 'WhoId']) {
    const id = row[name];
    if (typeof id !== 'string') continue;
    const object = database.schema.byKeyPrefix(id.slice(0, 3));
    if (object?.name === 'Account') return id;
    const account = object && database.byId(object, id)?.['AccountId'];
    if (typeof account === 'string') return account;
  }
  return null;
}

export const task: ObjectDefinition = {
  name: 'Task',
  keyPrefix: '00T',
  owner: 'UserOrQueue',
  viewed: false,
  fields: [
    activityFields(),
    date('ActivityDate', { label: 'Due Date Only' }),
    picklist('Status', ['*Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'], {
      nillable: false,
    }),
    picklist('Priority', ['High', '*Normal', 'Low'], { nillable: false }),
    checkbox('IsHighPriority', { readOnly: true, label: 'High Priority' }),
    checkbox('IsClosed', { readOnly: true, label: 'Closed' }),
    datetime('CompletedDateTime', { readOnly: true, label: 'Completed Date/Time' }),
    picklist('TaskSubtype', ['*Task', 'Email', 'Call', 'Cadence', 'LinkedIn'], {
      restrictedPicklist: true,
      updateable: false,
    }),
    integer('CallDurationInSeconds', { label: 'Call Duration' }),
    picklist('CallType', ['Internal', 'Inbound', 'Outbound']),
    datetime('ReminderDateTime', { label: 'Reminder Date/Time' }),
    checkbox('IsReminderSet', { label: 'Reminder Set' }),
  ],
  rules: {
    derive: (row, _before, database) => {
      const closed = row['Status'] === 'Completed';
      return {
        AccountId: accountOf(row, database),
        IsClosed: closed,
        IsHighPriority: row['Priority'] === 'High',
        CompletedDateTime: closed ? (row['CompletedDateTime'] ?? row['LastModifiedDate'] ?? null) : null,
      };
    },
  },
};

export const event: ObjectDefinition = {
  name: 'Event',
  keyPrefix: '00U',
  viewed: false,
  fields: [
    activityFields(),
    field('Location', 'string', { length: 255 }),
    checkbox('IsAllDayEvent', { label: 'All-Day Event', permissionable: true }),
    datetime('ActivityDateTime', { label: 'Due Date Time', permissionable: false }),
    date('ActivityDate', { label: 'Due Date Only', permissionable: false }),
    integer('DurationInMinutes', { label: 'Duration', permissionable: false }),
    datetime('StartDateTime', { label: 'Start Date Time', permissionable: false }),
    datetime('EndDateTime', { label: 'End Date Time', permissionable: false }),
    picklist('ShowAs', ['*Busy', 'OutOfOffice', 'Free'], {
      label: 'Show Time As',
      restrictedPicklist: true,
      length: 40,
      permissionable: false,
    }),
    checkbox('IsPrivate', { label: 'Private' }),
    checkbox('IsReminderSet', { label: 'Reminder Set' }),
  ],
  rules: {
    derive: (row, _before, database) => ({ AccountId: accountOf(row, database), ...eventTimes(row) }),
    validations: [
      {
        name: 'An_event_has_a_time',
        message: 'Assigned To, Start and either End or Duration are required for events.',
        fails: (row) => !row['IsAllDayEvent'] && !row['StartDateTime'],
      },
    ],
  },
};

const toDatetime = (milliseconds: number) => new Date(milliseconds).toISOString().replace('Z', '+0000');

/** Start, end and duration follow from any two of them. */
function eventTimes(row: Row): Row {
  const start = row['StartDateTime'] ?? row['ActivityDateTime'];
  if (typeof start !== 'string') return {};
  const duration = row['DurationInMinutes'];
  const began = Date.parse(start.replace('+0000', 'Z'));
  const end = typeof duration === 'number' ? toDatetime(began + duration * 60_000) : (row['EndDateTime'] ?? start);
  const minutes = Math.round((Date.parse(String(end).replace('+0000', 'Z')) - began) / 60_000);
  return {
    StartDateTime: start,
    ActivityDateTime: start,
    ActivityDate: start.slice(0, 10),
    EndDateTime: end,
    DurationInMinutes: minutes,
  };
}
