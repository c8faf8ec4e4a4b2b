import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adminUserId, createStore } from '../../../simulator/data';
import { createSchema, describeObject, loadSchemaFile } from '../../../simulator/schema';

function fileOf(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'schema-')), 'schema.json');
  writeFileSync(path, content);
  return path;
}

const load = (json: unknown) => loadSchemaFile(fileOf(JSON.stringify(json)));

const options = {
  userId: adminUserId,
  now: new Date('2026-03-01T12:00:00Z'),
  allowDuplicates: false,
  autoAssign: true,
};

describe('A schema of its own', () => {
  test('The compact form gets system fields, labels and flags, and takes records', () => {
    const schema = load({
      objects: [
        {
          name: 'Car__c',
          fields: [
            { name: 'Name', type: 'string', length: 80, nameField: true },
            { name: 'Plate__c', type: 'string', length: 12, unique: true, externalId: true },
            { name: 'Color__c', type: 'picklist', restrictedPicklist: true, values: ['*Red', 'Blue'] },
            { name: 'Driver__c', type: 'reference', referenceTo: ['User'], relationshipName: 'Driver__r' },
          ],
        },
      ],
    });
    const car = schema.object('Car__c');
    if (car === undefined) throw new Error('no Car__c');
    expect(car).toMatchObject({ label: 'Car', labelPlural: 'Cars', custom: true, keyPrefix: 'a00' });
    expect(schema.object('User')?.childRelationships.map((entry) => entry.relationshipName)).toContain('Cars__r');
    const store = createStore(schema);
    const id = store.insert(car, { Plate__c: 'G-1', Driver__c: adminUserId }, options);
    expect(store.byId(car, id)).toMatchObject({
      Name: id.slice(0, 15),
      Plate__c: 'G-1',
      Color__c: 'Red',
      OwnerId: adminUserId,
      IsDeleted: false,
    });
  });

  test("Salesforce's own describes are read back as they were written", () => {
    const sample = createSchema();
    const described = ['Account', 'Invoice__c', 'Invoice_Line__c'].map((name) => {
      const object = sample.object(name);
      if (object === undefined) throw new Error(`no ${name}`);
      return describeObject(sample, object, '68.0');
    });
    const schema = load(described);
    for (const name of ['Account', 'Invoice__c', 'Invoice_Line__c']) {
      const [read, written] = [schema.object(name), sample.object(name)];
      expect(read?.keyPrefix).toBe(written?.keyPrefix);
      expect(
        read?.fields.map((field) => [
          field.name,
          field.type,
          field.length,
          field.createable,
          field.nillable,
          field.unique,
          field.picklistValues,
        ]),
      ).toEqual(
        written?.fields.map((field) => [
          field.name,
          field.type,
          field.length,
          field.createable,
          field.nillable,
          field.unique,
          field.picklistValues,
        ]),
      );
      expect(read?.recordTypeInfos.map((info) => info.recordTypeId)).toEqual(
        written?.recordTypeInfos.map((info) => info.recordTypeId),
      );
    }
    expect(schema.object('User')?.name).toBe('User');
    expect(schema.object('Contact')).toBeUndefined();
  });

  test.each([
    ['not json', /cannot be used: Unexpected token/],
    ['{"objects": {}}', /cannot be used: objects must be a list of objects\./],
    ['[{"label": "Car"}]', /cannot be used: Object 1: the name must be text\./],
    ['{"objects": [{"name": "Car__c"}]}', /cannot be used: Car__c\.fields must be a list of objects\./],
    [
      '{"objects": [{"name": "Car__c", "fields": [{"name": "A__c", "type": "texxt"}]}]}',
      /Car__c\.A__c: texxt is not a Salesforce field type\./,
    ],
  ])('%s is refused by name', (content, message) => {
    expect(() => loadSchemaFile(fileOf(content))).toThrow(message);
  });

  test('A file that is not there is named', () => {
    expect(() => loadSchemaFile('/nowhere/schema.json')).toThrow(/\/nowhere\/schema\.json cannot be used/);
  });
});
