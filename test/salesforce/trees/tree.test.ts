import { describe, expect, test } from '@jest/globals';

import type { ObjectDescribe } from '../../../salesforce/describe';
import { relatedObjects, relationshipPath, type RelatedObject } from '../../../salesforce/trees/related';
import { savedTree } from '../../../salesforce/trees/savedTree';
import {
  checkTree,
  levelsOf,
  nested,
  placeInTree,
  treeRecords,
  type GivenChildren,
  type GivenRecord,
} from '../../../salesforce/trees/tree';
import { field, object } from '../../support/schema';

const described = (name: string, children: ObjectDescribe['childRelationships'] = []): ObjectDescribe => ({
  ...object(name, [field('Name', 'string')]),
  childRelationships: children,
});
const relationship = (relationshipName: string | null, childSObject: string) => ({
  relationshipName,
  childSObject,
  field: `${childSObject}__c`,
});

const OBJECTS: Readonly<Record<string, ObjectDescribe>> = {
  Account: described('Account', [
    relationship('Contacts', 'Contact'),
    relationship(null, 'Hidden'),
    relationship('a__Items__r', 'a__Item'),
    relationship('b__Items__r', 'b__Item'),
    relationship('b__Parts__r', 'b__Part'),
  ]),
  Contact: described('Contact', [relationship('Cases', 'Case')]),
};
const describes = { object: async (name: string) => await Promise.resolve(OBJECTS[name] ?? described(name)) };
const objectsAt = async (...paths: string[]): Promise<RelatedObject> =>
  await relatedObjects(
    describes,
    'Account',
    paths.map((path) => relationshipPath(path, 'Path')),
    'Path',
  );
const at = (root: RelatedObject, ...names: string[]): RelatedObject | undefined =>
  names.reduce<RelatedObject | undefined>((above, name) => above?.children.get(name), root);

const person: RelatedObject = {
  relationship: 'Contacts',
  described: described('Contact'),
  field: 'AccountId',
  children: new Map(),
};
const ticket: RelatedObject = {
  relationship: 'Cases',
  described: described('Case'),
  field: 'ContactId',
  children: new Map(),
};
const record = (Name: string, children: GivenChildren[] = []): GivenRecord => ({ values: { Name }, children });
const chain = (levels: number): GivenRecord =>
  record(`${levels}`, levels === 1 ? [] : [{ related: person, records: [chain(levels - 1)] }]);

const ACCOUNT = described('Account');
const TREE = treeRecords(
  ACCOUNT,
  record('A', [
    {
      related: person,
      records: [record('B'), record('C', [{ related: ticket, records: [record('D'), record('E')] }])],
    },
    { related: ticket, records: [record('F')] },
  ]),
);

describe('Records of a tree', () => {
  test('come level by level, each with the place of its parent', () => {
    expect(TREE.map(({ values, parent, place, field: lookup }) => [values['Name'], parent, place, lookup])).toEqual([
      ['A', undefined, 0, ''],
      ['B', 0, 0, 'AccountId'],
      ['C', 0, 1, 'AccountId'],
      ['F', 0, 0, 'ContactId'],
      ['D', 2, 0, 'ContactId'],
      ['E', 2, 1, 'ContactId'],
    ]);
  });

  test('are named by their places', () => {
    expect(TREE.map((_, place) => placeInTree(TREE, place))).toEqual([
      '',
      'Contacts 0',
      'Contacts 1',
      'Cases 0',
      'Contacts 1 > Cases 0',
      'Contacts 1 > Cases 1',
    ]);
  });

  test('are put back into the lists that they came from', () => {
    const names = TREE.map(({ values }) => ({ n: values['Name'] }));
    expect(nested(TREE, names)).toEqual({
      n: 'A',
      Contacts: [{ n: 'B' }, { n: 'C', Cases: [{ n: 'D' }, { n: 'E' }] }],
      Cases: [{ n: 'F' }],
    });
  });

  test('are counted by generations', () => {
    expect(levelsOf([])).toBe(0);
    expect(levelsOf(TREE)).toBe(3);
    expect(levelsOf(treeRecords(ACCOUNT, chain(15)))).toBe(15);
  });
});

describe('Limits of a tree', () => {
  const wide = (count: number) =>
    treeRecords(
      ACCOUNT,
      record('A', [{ related: person, records: Array.from({ length: count - 1 }, () => record('B')) }]),
    );
  const LIMITS = { records: 500, levels: 15, objects: 2 };

  test.each([
    ['500 records', wide(500)],
    ['15 levels', treeRecords(ACCOUNT, chain(15))],
  ])('take %s', (_, records) => {
    expect(() => checkTree(records, LIMITS)).not.toThrow();
  });

  test.each([
    ['are 501 records; 500', wide(501)],
    ['are 300,000 records; 500', wide(300_000)],
    ['are 16 levels; 15', treeRecords(ACCOUNT, chain(16))],
    ['are 3 objects; 2', TREE],
  ])('refuse what %s can be created together', (says, records) => {
    expect(() => checkTree(records, LIMITS)).toThrow(says);
  });
});

describe('Child relationships of a path', () => {
  test('are found in any case, and lead deeper', async () => {
    const root = await objectsAt('contacts', 'CONTACTS.cases');
    expect(at(root, 'contacts', 'cases')).toMatchObject({ relationship: 'Cases', field: 'Case__c' });
  });

  test('are one object for all spellings of a name', async () => {
    const root = await objectsAt('b__Parts__r', 'Parts__r');
    expect(at(root, 'parts__r')).toBe(at(root, 'b__parts__r'));
  });

  test('are those of the package that the name has', async () => {
    const root = await objectsAt('b__Items__r', 'a__Items__r');
    expect(at(root, 'b__items__r')?.described.name).toBe('b__Item');
    expect(at(root, 'a__items__r')?.described.name).toBe('a__Item');
  });

  test('are refused where the object has none of the name, with those that it has', async () => {
    await expect(objectsAt('Nobody')).rejects.toMatchObject({
      message: 'Path: Account has no child relationship “Nobody”.',
      problem: { known: ['Contacts', 'a__Items__r', 'b__Items__r', 'b__Parts__r'] },
    });
  });
});

describe('IDs of a saved tree', () => {
  const ids = (...names: string[]) => names.map((name) => `003${name.padStart(12, '0')}`);
  const [first, second] = TREE;
  const two = first === undefined || second === undefined ? [] : [first, second];

  test('stand in the places of its records', () => {
    expect(savedTree(two, ids('1', '2'))).toMatchObject({
      created: true,
      result: { created: true, Contacts: [{ created: true }] },
    });
  });

  test.each([
    ['one record has two', ids('1', '1')],
    ['one is another object’s', ['001000000000001', ...ids('2')]],
    ['one is missing', ids('1')],
    ['one is none', [...ids('1'), 'x']],
  ])('are not believed where %s', (_, given) => {
    expect(savedTree(two, given)).toBeUndefined();
  });
});
