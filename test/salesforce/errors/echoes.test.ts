import { expect, test } from '@jest/globals';

import { keepSecret, withoutEchoes } from '../../../salesforce/errors';

test('Data that repeats a session is returned without it, and any other as it is', () => {
  const secret = 'AQEAQLnTopSecretPart0123456789';
  const data = { outputs: [{ session: `00D5g000004abcd!${secret}`, [secret]: 1 }, 'text', 7, null] };
  expect(withoutEchoes(data)).toBe(data);
  keepSecret(`00D5g000004abcd!${secret}`);
  expect(withoutEchoes(data)).toEqual({
    outputs: [{ session: '00D5g000004abcd![secret]', '[secret]': 1 }, 'text', 7, null],
  });
  const other = { outputs: ['00D5g000004abcd!another'] };
  expect(withoutEchoes(other)).toBe(other);
});
