import { expect, test } from '@jest/globals';

import { parameterizedSearchRequest, readSearch, searchRequest } from '../../../salesforce/query/search';

const ORG = { version: '67.0' };

test('A search is sent as SOSL, or as a plain term over chosen objects', () => {
  expect(searchRequest(ORG, 'FIND {x}')).toEqual({
    method: 'GET',
    path: '/services/data/v67.0/search',
    query: { q: 'FIND {x}' },
  });
  expect(
    parameterizedSearchRequest(ORG, {
      term: 'a&b',
      objects: [
        { name: 'Account', fields: [] },
        { name: 'Contact', fields: ['Name'] },
      ],
      limit: 5,
    }),
  ).toEqual({
    method: 'POST',
    path: '/services/data/v67.0/parameterizedSearch',
    reads: true,
    body: {
      q: 'a\\&b',
      in: 'ALL',
      sobjects: [
        { name: 'Account', fields: ['Id'] },
        { name: 'Contact', fields: ['Name'] },
      ],
      overallLimit: 5,
    },
  });
  expect(readSearch({ status: 200, headers: {}, body: { searchRecords: [{ Id: '1' }] } })).toEqual([{ Id: '1' }]);
});
