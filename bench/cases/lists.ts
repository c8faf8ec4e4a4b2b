import type { Case } from './define';
import { asking, builtinForm, ourForm } from './formSides';

/** Each of these is a list's first page, for the first time in a process: the org's descriptions are not known yet. */
const FIRST = { warm: 0, bars: [] } as const;
const OBJECTS = 1300;
const FIELDS = 800;
/** The simulated org has an account for ten contacts. */
const CONTACTS_PER_ACCOUNT = 10;

const LARGE_OBJECT = 'Filler_0001__c';
const locator = (value: string) => ({ __rl: true, mode: 'list', value });

export const listObjects: Case = {
  ...FIRST,
  title: 'List 1,300 objects',
  size: OBJECTS,
  orgSize: () => 100,
  objects: OBJECTS,
  sides: {
    floor: asking(async (http) => (await http.get<{ sobjects: unknown[] }>('sobjects')).data.sobjects.length),
    ours: ourForm(
      { operation: 'getAll' },
      async (loader, form) => (await loader.listSearch(form, 'searchQueryableObjects')).results.length,
    ),
    builtin: builtinForm(
      { resource: 'customObject', operation: 'getAll' },
      async (loader, form) => (await loader.loadOptions(form, 'getCustomObjects')).length,
    ),
  },
};

export const listFields: Case = {
  ...FIRST,
  title: 'List 800 fields of an object',
  size: FIELDS,
  orgSize: () => 100,
  objects: 1,
  fields: FIELDS,
  sides: {
    floor: asking(async (http) => {
      const { data } = await http.get<{ fields: unknown[] }>(`sobjects/${LARGE_OBJECT}/describe`);
      return data.fields.length;
    }),
    ours: ourForm(
      { operation: 'create', object: locator(LARGE_OBJECT) },
      async (loader, form) => (await loader.resourceMapping(form, 'getFieldsToCreate')).fields.length,
    ),
    builtin: builtinForm(
      { resource: 'customObject', operation: 'create', customObject: LARGE_OBJECT },
      async (loader, form) => (await loader.loadOptions(form, 'getCustomObjectFields')).length,
    ),
  },
};

/** The first page of the accounts whose name has these words; of all accounts without them. */
function listAccounts(words?: string): Pick<Case, 'orgSize' | 'runs' | 'sides' | 'size'> {
  const named = words === undefined ? '' : ` WHERE Name LIKE '%${words}%'`;
  const q = `SELECT Id, Name FROM Account${named} ORDER BY Name LIMIT 51`;
  return {
    size: 1_000_000,
    runs: 1,
    orgSize: (accounts) => accounts * CONTACTS_PER_ACCOUNT,
    sides: {
      floor: asking(async (http) => {
        const { data } = await http.get<{ records: unknown[] }>('query', { params: { q } });
        return data.records.length;
      }),
      ours: ourForm(
        { operation: 'get', object: locator('Account') },
        async (loader, form) => (await loader.listSearch(form, 'searchRecords', words)).results.length,
      ),
      builtin: builtinForm(
        { resource: 'contact', operation: 'create' },
        async (loader, form) => (await loader.listSearch(form, 'searchAccounts', words)).results.length,
      ),
    },
  };
}

export const listRecords: Case = { ...FIRST, ...listAccounts(), title: 'List accounts, of 1,000,000' };

export const searchAccountsByName: Case = {
  ...FIRST,
  ...listAccounts('Labs'),
  title: 'Search 1,000,000 accounts by name',
};
