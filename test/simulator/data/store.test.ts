import { describe, expect, test } from '@jest/globals';
import { adminUserId } from '../../../simulator/data';
import { createOrg, fieldOf, objectOf, options, refusal } from './org';

const account = '0018d0000000001AAA';
const gone = { status: 404, errors: [{ errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }] };
const missing = { status: 404, errors: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }] };

/** An account with a contact of its own, and nothing else. */
function familyOf(org: ReturnType<typeof createOrg>) {
  const parent = org.insert('Account', { Name: 'Parent' });
  const child = org.insert('Contact', { LastName: 'Child', AccountId: parent });
  return { parent, child };
}

describe('Writing', () => {
  test('A new record has owner, audit fields, defaults and its derived name', () => {
    const org = createOrg();
    const id = org.insert('Lead', { LastName: 'Ito', FirstName: 'Yui', Company: 'Ito & Co' });
    expect(org.row('Lead', id)).toEqual({
      Id: '00Q8d000000000BEAQ',
      LastName: 'Ito',
      FirstName: 'Yui',
      Name: 'Yui Ito',
      Company: 'Ito & Co',
      Status: 'Open - Not Contacted',
      HasOptedOutOfEmail: false,
      DoNotCall: false,
      IsConverted: false,
      IsUnreadByOwner: true,
      IsDeleted: false,
      OwnerId: adminUserId,
      CreatedDate: '2026-03-01T12:00:00.000+0000',
      CreatedById: adminUserId,
      LastModifiedDate: '2026-03-01T12:00:00.000+0000',
      LastModifiedById: adminUserId,
      SystemModstamp: '2026-03-01T12:00:00.000+0000',
    });
  });

  test('An update moves the stamps and keeps the rest', () => {
    const org = createOrg();
    const before = org.row('Account', account);
    org.update('Account', account.slice(0, 15), { Phone: '+43 1 0' });
    expect(org.row('Account', account)).toEqual({
      ...before,
      Phone: '+43 1 0',
      LastModifiedDate: '2026-03-01T12:00:00.000+0000',
      LastModifiedById: adminUserId,
      SystemModstamp: '2026-03-01T12:00:00.000+0000',
    });
  });

  test('A stage brings its probability, unless the record says another one', () => {
    const org = createOrg();
    const values = { Name: 'Deal', CloseDate: '2026-05-01', StageName: 'Negotiation/Review', Amount: 200 };
    const id = org.insert('Opportunity', values);
    expect(org.row('Opportunity', id)).toMatchObject({
      Probability: 90,
      IsClosed: false,
      FiscalYear: 2026,
      FiscalQuarter: 2,
    });
    expect(org.value('Opportunity', id, 'ExpectedRevenue')).toBe(180);
    org.update('Opportunity', id, { StageName: 'Closed Won' });
    expect(org.row('Opportunity', id)).toMatchObject({ Probability: 100, IsClosed: true, IsWon: true });
    expect(org.row('Opportunity', org.insert('Opportunity', { ...values, Probability: 33 }))).toMatchObject({
      Probability: 33,
    });
  });

  test('Numbers are given in order and never twice', () => {
    const org = createOrg();
    const nameOf = (id: string) => org.row('Case', id)['CaseNumber'];
    expect(nameOf(org.insert('Case', {}))).toBe('00000006');
    refusal(() => org.insert('Case', { Nope: 1 }));
    refusal(() =>
      org.store.transaction(() => {
        org.insert('Case', {});
        org.insert('Case', { Nope: 1 });
      }),
    );
    expect(nameOf(org.insert('Case', {}))).toBe('00000008');
  });

  test('A record type brings its picklist defaults, and the request goes before them', () => {
    const org = createOrg();
    const complaint = objectOf('Case').recordTypeInfos.find((info) => info.developerName === 'Complaint')?.recordTypeId;
    expect(org.row('Case', org.insert('Case', { RecordTypeId: complaint }))).toMatchObject({
      Priority: 'High',
      Reason: 'Feedback',
    });
    expect(org.row('Case', org.insert('Case', { RecordTypeId: complaint, Priority: 'Low' }))).toMatchObject({
      Priority: 'Low',
    });
    expect(org.row('Case', org.insert('Case', {}))).toMatchObject({ Priority: 'Medium' });
  });

  test('The assignment rule chooses the owner, unless the request switches it off', () => {
    const org = createOrg();
    const lead = { LastName: 'Ito', Company: 'Ito', LeadSource: 'Web' };
    const ownerOf = (autoAssign: boolean | string) =>
      org.row('Lead', org.insert('Lead', lead, { autoAssign }))['OwnerId'];
    expect(ownerOf(true)).toBe('00G8d0000000001EAA');
    expect(ownerOf('01Q8d0000000001')).toBe('00G8d0000000001EAA');
    expect(ownerOf(false)).toBe(adminUserId);
    expect(refusal(() => ownerOf('01Q8d0000000002')).errors[0]?.errorCode).toBe('INVALID_CROSS_REFERENCE_KEY');
  });

  test('A duplicate is told with its matches, and saved when the request allows it', () => {
    const org = createOrg({ duplicateRules: ['Contact'] });
    const first = org.insert('Contact', { LastName: 'Ito', Email: 'ito@mail.example' });
    const again = { LastName: 'Ito', Email: 'ITO@mail.example' };
    const { status, errors } = refusal(() => org.insert('Contact', again));
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({
      errorCode: 'DUPLICATES_DETECTED',
      message: 'Use one of these records?',
      extra: {
        duplicateResult: { allowSave: true, matchResults: [{ size: 1, matchRecords: [{ record: { Id: first } }] }] },
      },
    });
    expect(org.insert('Contact', again, { allowDuplicates: true })).not.toBe(first);
  });

  test('A file makes its document and links; a new version follows it', () => {
    const org = createOrg();
    const VersionData = Buffer.from('hello').toString('base64');
    const id = org.insert('ContentVersion', {
      PathOnClient: 'notes/a.b.TXT',
      VersionData,
      FirstPublishLocationId: account,
    });
    const version = org.row('ContentVersion', id);
    expect(version).toMatchObject({
      Title: 'a.b',
      FileExtension: 'txt',
      FileType: 'TXT',
      ContentSize: 5,
      IsLatest: true,
      VersionNumber: '1',
    });
    const document = String(version['ContentDocumentId']);
    const links = org.store.byField(
      objectOf('ContentDocumentLink'),
      fieldOf('ContentDocumentLink', 'ContentDocumentId'),
      document,
    );
    expect(links.map((link) => link['LinkedEntityId'])).toEqual([adminUserId, account]);
    const next = org.insert('ContentVersion', { PathOnClient: 'c.md', VersionData, ContentDocumentId: document });
    expect(org.row('ContentVersion', id)['IsLatest']).toBe(false);
    expect(org.row('ContentDocument', document)).toMatchObject({ Title: 'c', LatestPublishedVersionId: next });
  });
});

describe('Upserting', () => {
  test('The first time makes the record, the second changes it', () => {
    const org = createOrg();
    const made = org.upsert('Account', 'External_Id__c', 'NEW-1', { Name: 'One' });
    expect(made.created).toBe(true);
    expect(org.upsert('Account', 'External_Id__c', 'new-1', { Name: 'Two' })).toEqual({ id: made.id, created: false });
    expect(org.row('Account', made.id)).toMatchObject({ Name: 'Two', External_Id__c: 'NEW-1' });
  });

  test('A number is a key as well', () => {
    const org = createOrg();
    const made = org.upsert('Sync_Test__c', 'Number_Key__c', '4711', {});
    expect(org.row('Sync_Test__c', made.id)['Number_Key__c']).toBe(4711);
    expect(org.upsert('Sync_Test__c', 'Number_Key__c', '4711', {}).created).toBe(false);
  });

  test('Several matches are told by their ids', () => {
    const org = createOrg();
    const ids = [1, 2].map(() => org.insert('Sync_Test__c', { Shared_Key__c: 'both' }));
    const { status, errors } = refusal(() => org.upsert('Sync_Test__c', 'Shared_Key__c', 'both', {}));
    expect([status, errors[0]?.extra]).toEqual([300, { ids }]);
  });

  test('A field that is no external ID, the key in the body, an empty key and a missing record are refused', () => {
    const org = createOrg();
    expect(refusal(() => org.upsert('Account', 'Phone', '1', {}))).toEqual({
      status: 404,
      errors: [
        { errorCode: 'NOT_FOUND', message: 'Provided external ID field does not exist or is not accessible: Phone' },
      ],
    });
    expect(
      refusal(() => org.upsert('Account', 'External_Id__c', '1', { external_id__c: '1' })).errors[0]?.message,
    ).toBe('The External_Id__c field should not be specified in the sobject data.');
    expect(refusal(() => org.upsert('Account', 'External_Id__c', ' ', { Name: 'A' })).errors[0]).toEqual({
      errorCode: 'MISSING_ARGUMENT',
      message: 'External_Id__c not specified',
      fields: [],
    });
    expect(refusal(() => org.upsert('Account', 'External_Id__c', 'none', { Name: 'A' }, true))).toEqual(missing);
  });
});

describe('Deleting', () => {
  test('A record is kept, marked, and gone for everyone who does not ask for deleted ones', () => {
    const org = createOrg();
    const id = org.insert('Lead', { LastName: 'A', Company: 'B', External_Id__c: 'gone' });
    const live = org.store.count(objectOf('Lead'));
    org.remove('Lead', id);
    expect(org.row('Lead', id)['IsDeleted']).toBe(true);
    expect(org.store.count(objectOf('Lead'))).toBe(live - 1);
    expect(org.store.byField(objectOf('Lead'), fieldOf('Lead', 'External_Id__c'), 'gone')).toEqual([]);
    expect(refusal(() => org.remove('Lead', id))).toEqual(gone);
    expect(refusal(() => org.update('Lead', id, {}))).toEqual(gone);
    expect(refusal(() => org.remove('Lead', '00Q8d0000000zzz'))).toEqual(missing);
    expect(refusal(() => org.remove('Lead', account))).toEqual(missing);
    expect(org.insert('Lead', { LastName: 'A', Company: 'B', External_Id__c: 'gone' })).not.toBe(id);
    expect(refusal(() => org.undelete('Lead', id)).errors[0]?.errorCode).toBe('DUPLICATE_VALUE');
  });

  test('Contacts, opportunities and activities go with their account and come back with it', () => {
    const org = createOrg();
    const { parent, child } = familyOf(org);
    const task = org.insert('Task', { Subject: 'Call', WhoId: child });
    const earlier = org.insert('Contact', { LastName: 'Earlier', AccountId: parent });
    org.remove('Contact', earlier);
    org.remove('Account', parent);
    expect([org.row('Contact', child), org.row('Task', task)].map((row) => row['IsDeleted'])).toEqual([true, true]);
    expect(refusal(() => org.insert('Contact', { LastName: 'Late', AccountId: parent })).errors).toEqual([
      { errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] },
    ]);
    expect(refusal(() => org.undelete('Contact', child)).errors[0]?.errorCode).toBe('UNDELETE_FAILED');
    org.undelete('Account', parent);
    expect(
      [parent, child, task, earlier].map(
        (id) =>
          org.store.byId(objectOf(id === parent ? 'Account' : id === task ? 'Task' : 'Contact'), id)?.['IsDeleted'],
      ),
    ).toEqual([false, false, false, true]);
  });

  test('Lines go with their invoice, and its total counts live lines only', () => {
    const org = createOrg();
    const invoice = org.insert('Invoice__c', { Invoice_Date__c: '2026-01-01', Tax_Rate__c: 20 });
    const line = { Invoice__c: invoice, Quantity__c: 2, Unit_Price__c: 10.5 };
    const [first] = [org.insert('Invoice_Line__c', line), org.insert('Invoice_Line__c', line)];
    expect(org.value('Invoice__c', invoice, 'Total__c')).toBe(42);
    expect(org.value('Invoice__c', invoice, 'Total_With_Tax__c')).toBe(50.4);
    org.remove('Invoice_Line__c', String(first));
    expect(org.value('Invoice__c', invoice, 'Total__c')).toBe(21);
    org.remove('Invoice__c', invoice);
    expect(org.value('Invoice__c', invoice, 'Total__c')).toBe(0);
  });

  test('A plain lookup is cleared, and set again by undelete', () => {
    const org = createOrg();
    const { parent } = familyOf(org);
    const id = org.insert('Sync_Test__c', { Account__c: parent });
    org.remove('Account', parent);
    expect(org.row('Sync_Test__c', id)).toMatchObject({ Account__c: null, IsDeleted: false });
    org.undelete('Account', parent);
    expect(org.row('Sync_Test__c', id)['Account__c']).toBe(parent);
  });

  test('An account with cases stays, with all that belongs to it', () => {
    const org = createOrg();
    const { parent, child } = familyOf(org);
    org.insert('Case', { ContactId: child });
    const { status, errors } = refusal(() => org.remove('Account', parent));
    expect([status, errors[0]]).toEqual([
      400,
      {
        errorCode: 'DELETE_FAILED',
        message:
          'Your attempt to delete Parent could not be completed because it is associated with the following cases.: 00000006\n',
        fields: [],
      },
    ]);
    expect(org.row('Contact', child)['IsDeleted']).toBe(false);
  });

  test('A purged record is found by nobody, a rolled back purge has not been', () => {
    const org = createOrg();
    const lead = objectOf('Lead');
    const seeded = '00Q8d0000000001EAA';
    const own = org.insert('Lead', { LastName: 'A', Company: 'B' });
    const count = org.store.count(lead);
    refusal(() =>
      org.store.transaction(() => {
        org.store.purge(lead, seeded, options);
        org.insert('Lead', {});
      }),
    );
    expect([org.store.count(lead), org.row('Lead', seeded)['IsDeleted']]).toEqual([count, false]);
    for (const id of [seeded, own]) {
      org.store.purge(lead, id, options);
      expect(org.store.byId(lead, id)).toBeUndefined();
      expect(refusal(() => org.undelete('Lead', id))).toEqual(missing);
    }
    const left = [...org.store.rows(lead, { includeDeleted: true })].map((row) => row['Id']);
    expect(left).toHaveLength(count - 2);
    expect(left).not.toContain(seeded);
    expect(org.store.byField(lead, fieldOf('Lead', 'External_Id__c'), 'L-0000001')).toEqual([]);
  });

  test('Changed and deleted records are told by the time of the change', () => {
    const org = createOrg();
    const id = org.insert('Lead', { LastName: 'A', Company: 'B' });
    const other = org.insert('Lead', { LastName: 'C', Company: 'D' });
    org.remove('Lead', other);
    const [start, end] = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-01T12:00:01Z')];
    expect(org.store.changed(objectOf('Lead'), start, end)).toEqual([{ id }]);
    expect(org.store.changed(objectOf('Lead'), end, new Date('2026-03-02T00:00:00Z'))).toEqual([]);
    expect(org.store.deleted(objectOf('Lead'), start, end)).toEqual([
      { id: other, deletedDate: '2026-03-01T12:00:00.000+0000' },
    ]);
  });

  test("A user's recent records are told latest first, live ones only", () => {
    const org = createOrg();
    const [a, b, c] = ['A', 'B', 'C'].map((name) => org.insert('Account', { Name: name }));
    org.update('Account', String(a), { Phone: '1' });
    org.remove('Account', String(b));
    expect(org.store.recent(adminUserId).map((entry) => entry.id)).toEqual([a, c]);
    expect(org.store.recent('0058d0000000003AAA')).toEqual([]);
  });
});

describe('Transactions', () => {
  test('All writes stay, or none when one fails', () => {
    const org = createOrg();
    const { parent, child } = familyOf(org);
    const before = org.row('Account', account);
    const accounts = org.store.count(objectOf('Account'));
    refusal(() =>
      org.store.transaction(() => {
        org.update('Account', account, { Name: 'Changed' });
        org.remove('Account', parent);
        org.insert('Account', { Name: 'New', External_Id__c: 'NEW' });
        org.insert('Account', {});
      }),
    );
    expect(org.row('Account', account)).toEqual(before);
    expect(org.row('Contact', child)['IsDeleted']).toBe(false);
    expect(org.store.count(objectOf('Account'))).toBe(accounts);
    expect(org.upsert('Account', 'External_Id__c', 'NEW', { Name: 'New' }).created).toBe(true);
  });

  test('An inner failure that is caught leaves the outer writes', () => {
    const org = createOrg();
    const id = org.store.transaction(() => {
      const made = org.insert('Account', { Name: 'Outer' });
      refusal(() =>
        org.store.transaction(() => {
          org.update('Account', made, { Name: 'Inner' });
          org.insert('Account', {});
        }),
      );
      return made;
    });
    expect(org.row('Account', id)['Name']).toBe('Outer');
  });

  test('Reset brings the seeded org back', () => {
    const org = createOrg();
    const before = org.row('Account', account);
    const id = org.insert('Account', { Name: 'A' });
    org.store.update(objectOf('Account'), account, { Name: 'B' }, options);
    org.store.reset();
    expect(org.row('Account', account)).toEqual(before);
    expect(org.store.byId(objectOf('Account'), id)).toBeUndefined();
  });
});

describe('Reading', () => {
  test('Addresses and places are read together, or are null', () => {
    const org = createOrg();
    const id = org.insert('Sync_Test__c', { Location__Latitude__s: 47.07, Location__Longitude__s: 15.44 });
    expect(org.value('Sync_Test__c', id, 'Location__c')).toEqual({ latitude: 47.07, longitude: 15.44 });
    expect(org.value('Contact', '0038d0000000001AAA', 'OtherAddress')).toBeNull();
    expect(org.value('Contact', '0038d0000000001AAA', 'MailingAddress')).toEqual({
      city: 'London',
      country: 'United Kingdom',
      geocodeAccuracy: null,
      latitude: null,
      longitude: null,
      postalCode: null,
      state: null,
      street: null,
    });
  });

  test('A calculated text and a calculated checkbox', () => {
    const org = createOrg();
    const id = org.insert('Sync_Test__c', { Name: 'X', Picklist__c: 'Beta', Number__c: 1000.01 });
    expect(org.value('Sync_Test__c', id, 'Summary__c')).toBe('X (Beta)');
    expect(org.value('Sync_Test__c', id, 'Is_Large__c')).toBe(true);
  });
});
