import { salesforceNode, splitItems } from './webhook';

/** Items of an execution. */
export const ITEMS = 5;
/** What the names of contacts begin with. */
export const NAME = 'Queue';
/** What a contact's description ends with after it was read and updated. */
export const UPDATED = 'read and updated';

const CONTACT = { resource: 'record', object: { __rl: true, mode: 'name', value: 'Contact' } };
const BY_ID = (id: string) => ({ identifyBy: 'recordId', recordId: { __rl: true, mode: 'id', value: id } });
const defined = (value: Readonly<Record<string, string>>) => ({
  fields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
});

/** Writes by requests that must not be sent twice, reads what it has written, and writes that. */
export const writeAndRead = [
  splitItems,
  salesforceNode('Create', {
    ...CONTACT,
    operation: 'create',
    sendAs: 'oneByOne',
    ...defined({ LastName: '={{ $json.name }}' }),
  }),
  salesforceNode('Get', { ...CONTACT, operation: 'get', ...BY_ID('={{ $json.id }}') }),
  salesforceNode('Update', {
    ...CONTACT,
    operation: 'update',
    sendAs: 'oneByOne',
    ...BY_ID('={{ $json.Id }}'),
    ...defined({ Description: `={{ $json.LastName }} ${UPDATED}` }),
  }),
];

export const namesOf = (execution: number): string[] =>
  Array.from({ length: ITEMS }, (_, index) => `${NAME} ${execution}-${index + 1}`);

export const itemsOf = (execution: number): { name: string }[] => namesOf(execution).map((name) => ({ name }));
