import type { Row } from '../../types';
import { industries, leadSources, ratings } from '../../schema/objects/account';
import { stages } from '../../schema/objects/opportunity';
import { idOf } from '../ids';
import { adminUserId, auditOf, madeBy, ownerId, type SeedContext } from './context';
import { contactRow } from './people';
import { below, padded, pick } from './random';
import { companyKinds, companyWords, firstNames, lastNames, places, plain, titles } from './words';

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
      External_Id__c: `O-${padded(number)}`,
      RecordTypeId: recordTypeId,
      OwnerId: owner,
      ...auditOf(owner, created, modified),
    };
  };
}

const leadStates = [
  'Open - Not Contacted',
  'Open - Not Contacted',
  'Working - Contacted',
  'Closed - Not Converted',
] as const;

export function leadRow(context: SeedContext): (number: number) => Row {
  return (number) => {
    const { created, modified } = madeBy(context, number);
    const owner = ownerId(number, 70);
    const firstName = pick(firstNames, number, 71);
    const lastName = pick(lastNames, number, 72);
    const place = pick(places, number, 73);
    return {
      Id: idOf('00Q', number),
      LastName: lastName,
      FirstName: firstName,
      Name: `${firstName} ${lastName}`,
      Company: `${pick(companyWords, number, 74)} ${pick(companyKinds, number, 75)}`,
      Title: pick(titles, number, 76),
      Email: `${plain(firstName)}.${plain(lastName)}.l${String(number)}@mail.example`,
      Phone: `+1 555 ${padded(number)}`,
      City: place.city,
      Country: place.country,
      Status: pick(leadStates, number, 77),
      LeadSource: pick(leadSources, number, 78),
      Industry: pick(industries, number, 79),
      Rating: pick(ratings, number, 80),
      HasOptedOutOfEmail: false,
      DoNotCall: false,
      IsConverted: false,
      IsUnreadByOwner: number % 2 === 0,
      External_Id__c: `L-${padded(number)}`,
      OwnerId: owner,
      ...auditOf(owner, created, modified),
    };
  };
}

/** Every campaign member is a contact of the sample org. */
export function campaignMemberRow(context: SeedContext): (number: number) => Row {
  const contactOf = contactRow(context);
  return (number) => {
    const contact = contactOf(Math.min(context.counts.contacts, number));
    const responded = number % 4 === 0;
    return {
      Id: idOf('00v', number),
      CampaignId: idOf('701', 1 + (number % context.counts.campaigns)),
      ContactId: contact['Id'] ?? null,
      LeadOrContactId: contact['Id'] ?? null,
      Type: 'Contact',
      Name: contact['Name'] ?? null,
      Status: responded ? 'Responded' : 'Sent',
      HasResponded: responded,
      FirstRespondedDate: responded ? context.calendar.date(-10) : null,
      ...auditOf(adminUserId, context.calendar.datetime(-20, 30_000), context.calendar.datetime(-10, 30_000)),
    };
  };
}
