import { describe, expect, test } from '@jest/globals';
import { createStore } from '../../../simulator/data';
import type { ObjectSchema, Row } from '../../../simulator/types';
import { createOrg, fieldOf, objectOf, schema } from './org';

const store = createStore(schema, { size: 60 });
const rowsOf = (object: ObjectSchema) => [...store.rows(object, { includeDeleted: true })];

describe('The seeded org', () => {
  test('It is the same in every run', () => {
    expect(store.byId(objectOf('Contact'), '0038d000000000g')).toEqual({
      Id: '0038d000000000gAAA',
      AccountId: '0018d0000000005AAA',
      LastName: 'Kaya',
      FirstName: 'Kai',
      Salutation: null,
      Name: 'Kai Kaya',
      Email: 'kai.kaya.42@mail.example',
      Phone: '+1 555 0000042',
      Title: 'Head of Marketing',
      Department: 'Operations',
      LeadSource: 'Phone Inquiry',
      MailingCity: 'Osaka',
      MailingCountry: 'Japan',
      Birthdate: '2000-09-18',
      HasOptedOutOfEmail: false,
      DoNotCall: false,
      External_Id__c: 'C-0000042',
      OwnerId: '0058d0000000003AAA',
      IsDeleted: false,
      CreatedDate: '2024-01-07T20:11:13.000+0000',
      CreatedById: '0058d0000000003AAA',
      LastModifiedDate: '2024-06-13T21:23:21.000+0000',
      LastModifiedById: '0058d0000000003AAA',
      SystemModstamp: '2024-06-13T21:23:21.000+0000',
    });
  });

  test('Every row keeps to its schema: known fields, required ones, lengths, picklists', () => {
    const problems: string[] = [];
    for (const object of schema.objects) {
      for (const row of rowsOf(object))
        problems.push(...problemsOf(object, row).map((problem) => `${object.name} ${String(row['Id'])}: ${problem}`));
    }
    expect(problems).toEqual([]);
  });

  test('Every reference leads to a record that the field allows', () => {
    const broken: string[] = [];
    for (const object of schema.objects) {
      const references = object.fields.filter((field) => field.type === 'reference');
      for (const row of rowsOf(object)) {
        for (const field of references) {
          const id = row[field.name];
          if (typeof id !== 'string') continue;
          const target = schema.byKeyPrefix(id.slice(0, 3));
          if (!target || !field.referenceTo.includes(target.name) || !store.byId(target, id))
            broken.push(`${object.name}.${field.name} ${id}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  test('Ids ascend, and unique values are unique', () => {
    for (const object of schema.objects) {
      const ids = rowsOf(object).map((row) => String(row['Id']));
      expect(ids).toEqual([...new Set(ids)].sort());
      for (const field of object.fields.filter((entry) => entry.unique)) {
        const values = rowsOf(object)
          .map((row) => row[field.name] ?? null)
          .filter((value) => value !== null);
        expect(new Set(values).size).toBe(values.length);
      }
    }
  });

  test('Every indexed field finds what a scan finds', () => {
    for (const name of ['Contact', 'Case', 'Sync_Test__c', 'Account', 'Lead', 'Task']) {
      const object = objectOf(name);
      const rows = rowsOf(object);
      for (const field of object.fields.filter(
        (entry) => entry.type === 'reference' || entry.externalId || entry.nameField || entry.idLookup,
      )) {
        const wanted = rows[Math.floor(rows.length / 2)]?.[field.name] ?? null;
        if (wanted === null) continue;
        expect(store.byField(object, field, wanted)).toEqual(
          rows.filter((row) => (row[field.name] ?? null) === wanted),
        );
      }
    }
  });

  test('Sizes are in proportion, and an org can be empty of business', () => {
    const counts = (size: number) => {
      const sized = createStore(schema, { size });
      return ['Contact', 'Account', 'Lead', 'Opportunity', 'Case', 'Task', 'User'].map((name) =>
        sized.count(objectOf(name)),
      );
    };
    expect(counts(1000)).toEqual([1000, 100, 250, 200, 125, 250, 12]);
    expect(counts(0)).toEqual([0, 0, 0, 0, 0, 0, 12]);
  });

  test('A million contacts are there at once, and each is found by id and by key', () => {
    const large = createStore(schema, { size: 1_000_000 });
    const last = large.byField(objectOf('Contact'), fieldOf('Contact', 'External_Id__c'), 'c-1000000');
    expect(last.map((row) => [row['Id'], row['AccountId']])).toEqual([['0038d0000004C92AAE', '0018d0000000Q0uAAE']]);
    expect(large.byId(objectOf('Contact'), '0038d0000004C92AAE')).toEqual(last[0]);
    expect(large.count(objectOf('Contact'))).toBe(1_000_000);
  });

  test('The administrator has the chosen username', () => {
    const org = createOrg({ adminUsername: 'boss@simulated.example' });
    const [admin] = org.store.byField(objectOf('User'), fieldOf('User', 'Username'), 'BOSS@simulated.example');
    expect(admin).toMatchObject({ Id: '0058d0000000001AAA', Name: 'Alex Admin', IsActive: true });
  });

  test('Dates lie around the chosen day', () => {
    const org = createOrg({ today: new Date('2030-06-15T00:00:00Z') });
    const newest = [...org.store.rows(objectOf('Task'), { includeDeleted: false })]
      .map((row) => String(row['ActivityDate']))
      .sort()
      .at(-1);
    expect(String(newest) > '2030-06-15' && String(newest) < '2030-07-16').toBe(true);
  });
});

function problemsOf(object: ObjectSchema, row: Row): string[] {
  const unknown = Object.keys(row)
    .filter((name) => schema.field(object, name)?.name !== name)
    .map((name) => `unknown ${name}`);
  const wrong = object.fields.flatMap((field) => {
    const value = row[field.name] ?? null;
    if (value === null)
      return field.nillable || field.type === 'boolean' || field.calculated ? [] : [`no ${field.name}`];
    if (typeof value === 'string' && field.length > 0 && value.length > field.length) return [`${field.name} too long`];
    const values = String(value).split(field.type === 'multipicklist' ? ';' : '\0');
    const known = field.picklistValues.map((entry) => entry.value);
    return field.restrictedPicklist && values.some((entry) => !known.includes(entry))
      ? [`${field.name} has ${String(value)}`]
      : [];
  });
  return [...unknown, ...wrong];
}
