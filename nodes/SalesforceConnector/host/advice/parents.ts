import type { Action } from './types';

/** What a query returns of a parent is there to be read: it seldom says which record the parent is. */
export const PARENT_OF_A_QUERY: Action = {
  field: 'Ignore Unknown Fields',
  action: 'If a query returned the parent, turn on Ignore Unknown Fields, or leave the parent out of the items.',
  otherwise: 'If a query returned the parent, leave it out of the items, for example with an Edit Fields node.',
};
