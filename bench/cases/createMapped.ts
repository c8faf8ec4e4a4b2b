import type { INodeParameters } from 'n8n-workflow';

import { contact, ours, writeNode } from './contacts';
import { create, items } from './create';
import type { Case, Side } from './define';

/** Fields filled in one by one in the form. */
export function createByExpressions(expressions: Iterable<readonly [string, string]>): Side {
  const fields = { mappingMode: 'defineBelow', value: Object.fromEntries(expressions) };
  return ours(items, writeNode('create', { fields } as unknown as INodeParameters));
}

/** As {@link create}, with every field filled in by an expression of its own, as most workflows have it. */
export const createMapped: Case = {
  ...create,
  title: 'Create 10,000 contacts, each of 7 fields mapped',
  sides: {
    ...create.sides,
    ours: createByExpressions(Object.keys(contact(0)).map((name) => [name, `={{ $json.${name} }}`])),
  },
};
