import { expect, test } from '@jest/globals';

import { AnswerError } from '../../../salesforce/errors';
import { parameterizedSearchRequest, readSearch, searchRequest } from '../../../salesforce/query/search';
import { soslScope, type SearchScope } from '../../../salesforce/soql/sosl';
import { idOf } from '../../support/ids';

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
});

const found = (object: string, n: number) => ({
  attributes: { type: object, url: `/services/data/v67.0/sobjects/${object}/${idOf(n)}` },
  Id: idOf(n),
});
const answer = (...searchRecords: unknown[]) => ({ status: 200, headers: {}, body: { searchRecords } });

test.each<[string, SearchScope]>([
  ['FIND {x}', { objects: undefined, limit: undefined }],
  ['find {a\\} RETURNING b LIMIT 3} LIMIT 7', { objects: undefined, limit: 7 }],
  ['FIND {x} IN NAME FIELDS RETURNING Lead', { objects: [{ name: 'Lead', limit: undefined }], limit: undefined }],
  [
    "FIND {x} RETURNING Lead (Id, Name WHERE Name = ', A LIMIT 1)' ORDER BY Name LIMIT 5 OFFSET 2),\nCase(Id),Task LIMIT 9",
    {
      objects: [
        { name: 'Lead', limit: 5 },
        { name: 'Case', limit: undefined },
        { name: 'Task', limit: undefined },
      ],
      limit: 9,
    },
  ],
  [
    'FIND {x} RETURNING Lead(Id) WITH DATA CATEGORY A__c AT B__c',
    { objects: [{ name: 'Lead', limit: undefined }], limit: undefined },
  ],
  ["FIND {x} RETURNING Lead(Id WHERE Name = 'open", {}],
  ['SEARCH {x} RETURNING Lead', {}],
])('The scope of a search is read as far as its text tells: %s', (sosl, scope) => {
  expect(soslScope(sosl)).toEqual(scope);
});

test('What a search finds is read only if it was asked for, and once', () => {
  const [lead, other, task] = [found('Lead', 1), found('Lead', 2), found('Task', 3)];
  const scope: SearchScope = { objects: [{ name: 'LEAD', limit: 2 }, { name: 'Task' }], limit: 3 };
  const lies = [
    [found('Case', 1)],
    [lead, found('Case', 2)],
    [lead, lead],
    [lead, { ...other, Id: lead.Id }],
    [lead, { ...lead, attributes: { type: 'Lead' } }],
    [lead, { Id: idOf(4) }],
    [lead, other, found('Lead', 4)],
    [lead, other, task, found('Task', 4)],
  ];
  expect(readSearch(answer(lead, task, other), scope)).toEqual([lead, task, other]);
  expect(readSearch({ ...answer(), body: [lead, task] }, scope)).toEqual([lead, task]);
  for (const records of lies) expect(() => readSearch(answer(...records), scope)).toThrow(AnswerError);
  expect(readSearch(answer(found('Case', 1)), {})).toHaveLength(1);
});

test('What a search finds of all articles is held against no other object’s limit, and found again as itself', () => {
  const scope = soslScope('FIND {x} RETURNING KnowledgeArticleVersion(Id LIMIT 1), Account(Id LIMIT 2), Help__kav(Id)');
  const articles = [found('KnowledgeArticleVersion', 1), found('Help__kav', 1)];
  const records = [...articles, found('Account', 3), found('Account', 4)];
  expect(readSearch(answer(...records), scope)).toEqual(records);
  for (const more of [found('Account', 5), found('KnowledgeArticleVersion', 5), found('Help__kav', 1)]) {
    expect(() => readSearch(answer(...records, more), scope)).toThrow(AnswerError);
  }
});
