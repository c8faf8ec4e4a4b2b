import { contact } from './contacts';
import { create } from './create';
import { createByExpressions } from './createMapped';
import type { Case } from './define';

/**
 * As {@link create}, with every field computed by an expression that only n8n can evaluate: what that costs is n8n's,
 * and no bar's.
 */
export const createComputed: Case = {
  ...create,
  title: 'Create 10,000 contacts, each of 7 fields computed',
  sides: {
    ...create.sides,
    ours: createByExpressions(Object.keys(contact(0)).map((name) => [name, `={{ $json.${name}.trim() }}`])),
  },
  bars: create.bars.filter(({ what }) => what === 'API calls'),
};
