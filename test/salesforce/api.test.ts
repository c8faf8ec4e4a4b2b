import { expect, test } from '@jest/globals';

import { apiVersion } from '../../salesforce/api';

test('A version is one of Salesforce’s, however it is written', () => {
  expect(['67', 'v67.0', ' 67.0 '].map(apiVersion)).toEqual(['67.0', '67.0', '67.0']);
  for (const wrong of ['', '67.5', '../67', '1e1', '0x43']) {
    expect(() => apiVersion(wrong)).toThrow('is not a valid API version');
  }
});
