import type { INodeParameters } from 'n8n-workflow';

import { contact, ours, WRITE_BARS, writeNode } from './contacts';
import { create, createdAll, floor, items } from './create';
import type { Case } from './define';

const EXPRESSIONS = Object.fromEntries(Object.keys(contact(0)).map((name) => [name, `={{ $json.${name} }}`]));

/** As {@link create}, with every field filled in by an expression of its own, as most workflows have it. */
export const createMapped: Case = {
  ...create,
  title: 'Create 10,000 contacts, each of 7 fields an expression',
  sides: {
    ...create.sides,
    floor,
    ours: ours(
      items,
      writeNode('create', { fields: { mappingMode: 'defineBelow', value: EXPRESSIONS } } as unknown as INodeParameters),
    ),
  },
  bars: WRITE_BARS,
  proof: createdAll,
};
