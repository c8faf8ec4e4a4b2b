import type { Row } from '../../types';
import { industries, leadSources, ratings } from '../../schema/objects/account';
import { idOf } from '../ids';
import { accountNumberOf, madeBy, ownerId, type SeedContext } from './context';
import { below, mix, padded, pick } from './random';
import {
  companyKinds,
  companyWords,
  departments,
  firstNames,
  lastNames,
  legalForms,
  places,
  plain,
  streets,
  titles,
} from './words';

const plainFirst = firstNames.map(plain);
const plainLast = lastNames.map(plain);

/** Names and domains of companies by account number; the number in the domain keeps them apart. */
function companyOf(number: number): { name: string; domain: string } {
  const word = pick(companyWords, number, 1);
  const kind = pick(companyKinds, number, 2);
  const domain = `${word}-${kind.replace(' ', '-')}${String(number)}.example`.toLowerCase();
  return { name: `${word} ${kind} ${pick(legalForms, number, 3)}`, domain };
}

export function accountRow(context: SeedContext, recordTypeId: string | null): (number: number) => Row {
  return (number) => {
    const { created, modified } = madeBy(context, number);
    const owner = ownerId(number, 4);
    const place = pick(places, number, 5);
    const { name, domain } = companyOf(number);
    return {
      Id: idOf('001', number),
      Name: name,
      Type: number % 3 === 0 ? 'Prospect' : 'Customer - Direct',
      Industry: pick(industries, number, 6),
      Rating: pick(ratings, number, 7),
      AnnualRevenue: (1 + below(500, number, 8)) * 100_000,
      NumberOfEmployees: 5 + below(5000, number, 9),
      Phone: `+1 555 ${padded(number)}`,
      Website: `https://www.${domain}`,
      AccountNumber: `A${padded(number)}`,
      BillingStreet: `${pick(streets, number, 10)} ${String(1 + below(200, number, 11))}`,
      BillingCity: place.city,
      BillingState: place.state,
      BillingPostalCode: place.postalCode,
      BillingCountry: place.country,
      BillingLatitude: place.latitude,
      BillingLongitude: place.longitude,
      External_Id__c: `A-${padded(number)}`,
      Customer_Priority__c: pick(['High', 'Low', 'Medium'], number, 12),
      RecordTypeId: recordTypeId,
      OwnerId: owner,
      IsDeleted: false,
      CreatedDate: created,
      CreatedById: owner,
      LastModifiedDate: modified,
      LastModifiedById: owner,
      SystemModstamp: modified,
    };
  };
}

export function contactRow(context: SeedContext): (number: number) => Row {
  return (number) => {
    const { created, modified } = madeBy(context, number);
    const accountNumber = accountNumberOf(context, number);
    const owner = ownerId(accountNumber, 4);
    const first = mix(number, 20) % firstNames.length;
    const last = mix(number, 21) % lastNames.length;
    const firstName = firstNames[first] ?? '';
    const lastName = lastNames[last] ?? '';
    const place = pick(places, accountNumber, 5);
    return {
      Id: idOf('003', number),
      AccountId: idOf('001', accountNumber),
      LastName: lastName,
      FirstName: firstName,
      Salutation: null,
      Name: `${firstName} ${lastName}`,
      Email: `${plainFirst[first] ?? ''}.${plainLast[last] ?? ''}.${String(number)}@mail.example`,
      Phone: `+1 555 ${padded(number)}`,
      Title: pick(titles, number, 22),
      Department: pick(departments, number, 23),
      LeadSource: pick(leadSources, number, 24),
      MailingCity: place.city,
      MailingCountry: place.country,
      Birthdate: context.calendar.date(-7500 - below(14_500, number, 25)),
      HasOptedOutOfEmail: mix(number, 26) % 10 === 0,
      DoNotCall: false,
      External_Id__c: `C-${padded(number)}`,
      OwnerId: owner,
      IsDeleted: false,
      CreatedDate: created,
      CreatedById: owner,
      LastModifiedDate: modified,
      LastModifiedById: owner,
      SystemModstamp: modified,
    };
  };
}

interface Person {
  first: string;
  last: string;
  alias: string;
  active: boolean;
}

const salesPeople: readonly Person[] = [
  { first: 'Nora', last: 'Lindqvist', alias: 'nlind', active: true },
  { first: 'Samuel', last: 'Adeyemi', alias: 'sadey', active: true },
  { first: 'Paula', last: 'Reyes', alias: 'preye', active: true },
  { first: 'Viktor', last: 'Marek', alias: 'vmare', active: true },
  { first: 'Grace', last: 'Tan', alias: 'gtan', active: true },
  { first: 'Jonas', last: 'Pichler', alias: 'jpich', active: true },
  { first: 'Ellen', last: 'Hughes', alias: 'ehugh', active: false },
  { first: 'Marco', last: 'Conti', alias: 'mcont', active: false },
  { first: 'Yasmin', last: 'Farouk', alias: 'yfaro', active: true },
  { first: 'Tim', last: 'Osborne', alias: 'tosbo', active: true },
];

export function userRow(context: SeedContext): (number: number) => Row {
  const people: readonly Person[] = [
    { first: 'Alex', last: 'Admin', alias: 'admin', active: true },
    { first: 'Integration', last: 'User', alias: 'integ', active: true },
    ...salesPeople,
  ];
  const usernames = [context.adminUsername, 'integration@simulated.example'];
  const made = context.calendar.datetime(-2000, 36_000);
  return (number) => {
    const person = people[number - 1] ?? { first: '', last: '', alias: '', active: false };
    const username = usernames[number - 1] ?? `${plain(person.first)}.${plain(person.last)}@simulated.example`;
    return {
      Id: idOf('005', number),
      Username: username,
      LastName: person.last,
      FirstName: person.first,
      Name: `${person.first} ${person.last}`,
      Email: username,
      Alias: person.alias,
      CommunityNickname: person.alias,
      CompanyName: 'Simulated Org',
      IsActive: person.active,
      TimeZoneSidKey: 'America/Los_Angeles',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
      ProfileId: idOf('00e', number === 1 ? 1 : number === 2 ? 3 : 2),
      UserType: 'Standard',
      CreatedDate: made,
      CreatedById: idOf('005', 1),
      LastModifiedDate: made,
      LastModifiedById: idOf('005', 1),
      SystemModstamp: made,
    };
  };
}
