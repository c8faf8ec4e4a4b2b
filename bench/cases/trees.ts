import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { inParallel, PARALLEL, plainClient, timed } from '../client';
import { ourNode } from '../n8n';
import { AUTO_MAP, KEY, ours } from './contacts';
import { wall, type Case, type Task } from './define';

/** Graphs that one call takes. */
const GRAPHS = 75;

interface Account extends IDataObject {
  readonly Contacts: IDataObject[];
}

/** Accounts with two contacts each. */
const accounts = ({ size }: Pick<Task, 'size'>): Account[] =>
  Array.from({ length: size }, (_, index) => ({
    Name: `${KEY}${index}`,
    Industry: 'Technology',
    Contacts: ['Ada', 'Grace'].map((FirstName) => ({
      FirstName,
      LastName: `Lovelace ${index}`,
      Email: `${FirstName}.${index}@bench.example`,
    })),
  }));

const OBJECTS = '/services/data/v67.0/sobjects';

const graph = ({ Contacts, ...account }: Account, graphId: number): object => ({
  graphId: String(graphId),
  compositeRequest: [
    { method: 'POST', url: `${OBJECTS}/Account`, referenceId: 'a', body: account },
    ...Contacts.map((contact, place) => ({
      method: 'POST',
      url: `${OBJECTS}/Contact`,
      referenceId: `c${place}`,
      body: { ...contact, AccountId: '@{a.id}' },
    })),
  ],
});

interface Graphs {
  graphs: { isSuccessful: boolean }[];
}

export const trees: Case = {
  title: 'Create 2,000 accounts with 2 contacts each',
  size: 2000,
  warm: 2000,
  orgSize: () => 1000,
  sides: {
    floor: async (task) => {
      const http = plainClient(task.org);
      const all = accounts(task);
      return () =>
        timed(async () => {
          const chunks: Account[][] = [];
          for (let from = 0; from < all.length; from += GRAPHS) chunks.push(all.slice(from, from + GRAPHS));
          let saved = 0;
          await inParallel(chunks, PARALLEL, async (chunk) => {
            const { data } = await http.post<Graphs>('composite/graph', { graphs: chunk.map(graph) });
            saved += data.graphs.filter(({ isSuccessful }) => isSuccessful).length;
          });
          return saved;
        });
    },
    ours: ours(
      accounts,
      ourNode({
        resource: 'record',
        operation: 'createWithRelated',
        object: { __rl: true, mode: 'name', value: 'Account' },
        related: { relationship: [{ relationship: { __rl: true, mode: 'name', value: 'Contacts' } }] },
        ...AUTO_MAP,
      } as INodeParameters),
    ),
  },
  bars: [
    wall(1.3),
    { what: 'API calls', unit: '', of: (figures) => figures.ours.apiCalls, atMost: 29, fullSize: true },
  ],
  proof: (size) => ({ soql: `SELECT COUNT() FROM Contact WHERE Account.Name LIKE '${KEY}%'`, count: 2 * size }),
};
