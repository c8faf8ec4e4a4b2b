import type { Row } from '../../types';
import { leadSources } from '../../schema/objects/account';
import { stages } from '../../schema/objects/opportunity';
import { idOf } from '../ids';
import { auditOf, madeBy, ownerId, type SeedContext } from './context';
import { below, pick } from './random';
import { companyWords } from './words';

const stageNames = [...stages.keys()];

export function opportunityRow(context: SeedContext, recordTypeId: string | null): (number: number) => Row {
  return (number) => {
    const { created, modified } = madeBy(context, number);
    const account = 1 + below(context.counts.accounts, number, 30);
    const owner = ownerId(account, 4);
    const stageName = pick(stageNames, number, 31);
    const stage = stages.get(stageName);
    const closeDate = context.calendar.date(below(365, number, 32) - (stage?.closed ? 365 : 60));
    return {
      Id: idOf('006', number),
      AccountId: idOf('001', account),
      Name: `${pick(companyWords, number, 33)} ${pick(['Expansion', 'Pilot', 'Renewal', 'Rollout'], number, 34)}`,
      StageName: stageName,
      Amount: (1 + below(400, number, 35)) * 250,
      Probability: stage?.probability ?? 0,
      CloseDate: closeDate,
      Type: number % 2 === 0 ? 'New Customer' : 'Existing Customer - Upgrade',
      LeadSource: pick(leadSources, number, 36),
      IsClosed: stage?.closed ?? false,
      IsWon: stage?.won ?? false,
      ForecastCategory: stage?.forecast.replace(' ', '') ?? null,
      ForecastCategoryName: stage?.forecast ?? null,
      FiscalYear: Number(closeDate.slice(0, 4)),
      FiscalQuarter: Math.ceil(Number(closeDate.slice(5, 7)) / 3),
      External_Id__c: `O-${String(number).padStart(7, '0')}`,
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
    const account = idOf('001', Math.min(context.counts.accounts, Math.floor((contact - 1) / 10) + 1));
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
