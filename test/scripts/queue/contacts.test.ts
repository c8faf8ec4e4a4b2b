import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { tallyContacts } from '../../../scripts/queue/contacts';

test('Each item is counted once, as doubled or as missing, by how many contacts have its name', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 30 }), (times) => {
      const names = times.map((_, index) => `Item ${index}`);
      const named = (count: number) => names.filter((_, index) => times[index] === count);
      const contacts = names.flatMap((LastName, index) =>
        Array.from({ length: times[index] ?? 0 }, () => ({ LastName })),
      );
      expect(tallyContacts([...contacts, { LastName: 'Somebody else' }], names)).toEqual({
        items: names.length,
        once: named(1).length,
        doubled: names.filter((_, index) => (times[index] ?? 0) > 1),
        missing: named(0),
      });
    }),
  );
});
