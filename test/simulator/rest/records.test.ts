import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';

import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
beforeAll(async () => {
  org = await startSignedIn();
});
afterAll(() => org.close());

const create = async (type: string, values: object): Promise<string> => {
  const { data } = await org.http.post<{ id: string }>(`/sobjects/${type}`, values);
  return data.id;
};

describe('Creating a record', () => {
  test('It answers 201, the id and the address', async () => {
    const { status, data, headers } = await org.http.post('/sobjects/Account', { Name: 'Acme' });
    expect(status).toBe(201);
    expect(data).toEqual({ id: expect.stringMatching(/^001[a-zA-Z0-9]{15}$/), success: true, errors: [] });
    expect(headers['location']).toBe(`/services/data/v68.0/sobjects/Account/${data.id}`);
    expect(headers['content-type']).toBe('application/json;charset=UTF-8');
  });

  test('An Id in the body is refused', async () => {
    const { status, data } = await org.http.post('/sobjects/Account', { Id: '0018d0000000001AAA', Name: 'Acme' });
    expect([status, data]).toEqual([
      400,
      [
        {
          message: 'The Id field should not be specified in the sobject data.',
          errorCode: 'INVALID_FIELD',
          fields: ['Id'],
        },
      ],
    ]);
  });

  test('A required field that is missing is named', async () => {
    const { status, data } = await org.http.post('/sobjects/Account', { Industry: 'Banking' });
    expect([status, data]).toEqual([
      400,
      [{ message: 'Required fields are missing: [Name]', errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }],
    ]);
  });

  test('A body that is no JSON is refused', async () => {
    const { status, data } = await org.http.post('/sobjects/Account', Buffer.from('{"Name": }'), {
      headers: { 'Content-Type': 'application/json' },
    });
    expect([status, data]).toEqual([
      400,
      [{ message: "Unexpected character ('}' (code 125))", errorCode: 'JSON_PARSER_ERROR' }],
    ]);
  });

  test('A body of another type is refused', async () => {
    const { status, data } = await org.http.post('/sobjects/Account', 'Name=x', {
      headers: { 'Content-Type': 'text/plain' },
    });
    expect([status, data[0].errorCode]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test('An object that is not there is not found', async () => {
    const { status, data } = await org.http.post('/sobjects/Nothing__c', { Name: 'x' });
    expect([status, data]).toEqual([
      404,
      [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }],
    ]);
  });
});

describe('Reading a record', () => {
  test('Only the fields asked for come, under attributes', async () => {
    const id = await create('Account', { Name: 'Read me', Industry: 'Banking' });
    const { status, data } = await org.http.get(`/sobjects/account/${id}?fields=name,Industry`);
    expect([status, data]).toEqual([
      200,
      {
        attributes: { type: 'Account', url: `/services/data/v68.0/sobjects/Account/${id}` },
        Name: 'Read me',
        Industry: 'Banking',
      },
    ]);
  });

  test('The id of 15 characters is as good', async () => {
    const id = await create('Account', { Name: 'Short' });
    const { data } = await org.http.get(`/sobjects/Account/${id.slice(0, 15)}?fields=Id`);
    expect(data.Id).toBe(id);
  });

  test('All fields come where none are named, empty ones as null', async () => {
    const id = await create('Account', { Name: 'All' });
    const { data } = await org.http.get(`/sobjects/Account/${id}`);
    expect(data).toMatchObject({ Id: id, Name: 'All', Industry: null, BillingAddress: null, IsDeleted: false });
  });

  test('Fields of a parent come nested', async () => {
    const account = await create('Account', { Name: 'Parent' });
    const contact = await create('Contact', { LastName: 'Child', AccountId: account });
    const { data } = await org.http.get(`/sobjects/Contact/${contact}?fields=LastName,Account.Name`);
    expect(data).toEqual({
      attributes: { type: 'Contact', url: `/services/data/v68.0/sobjects/Contact/${contact}` },
      LastName: 'Child',
      Account: {
        attributes: { type: 'Account', url: `/services/data/v68.0/sobjects/Account/${account}` },
        Name: 'Parent',
      },
    });
    const { status, data: refusal } = await org.http.get(`/sobjects/Contact/${contact}?fields=LastName,Account.Nope`);
    expect([status, refusal[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
  });

  test('A field that is not there is named', async () => {
    const id = await create('Account', { Name: 'x' });
    const { status, data } = await org.http.get(`/sobjects/Account/${id}?fields=Name,Nope`);
    expect([status, data]).toEqual([
      400,
      [{ message: "No such column 'Nope' on sobject of type Account", errorCode: 'INVALID_FIELD' }],
    ]);
  });

  test('If-Modified-Since answers 304 until the record changes', async () => {
    const id = await create('Account', { Name: 'Quiet' });
    const first = await org.http.get(`/sobjects/Account/${id}`);
    const since = { headers: { 'If-Modified-Since': first.headers['last-modified'] } };
    expect((await org.http.get(`/sobjects/Account/${id}`, since)).status).toBe(304);
    org.org.clock.advance(60_000);
    await org.http.patch(`/sobjects/Account/${id}`, { Name: 'Loud' });
    expect((await org.http.get(`/sobjects/Account/${id}`, since)).status).toBe(200);
  });

  test('What is no id is read as the name of a field', async () => {
    const { status, data } = await org.http.get('/sobjects/Account/abc');
    expect([status, data]).toEqual([
      404,
      [{ message: 'Provided external ID field does not exist or is not accessible: abc', errorCode: 'NOT_FOUND' }],
    ]);
  });
});

describe('Changing and deleting a record', () => {
  test('PATCH answers 204 without a body', async () => {
    const id = await create('Account', { Name: 'Before', Industry: 'Banking' });
    const { status, data } = await org.http.patch(`/sobjects/Account/${id}`, { Name: 'After', Industry: null });
    expect([status, data]).toEqual([204, '']);
    const after = await org.http.get(`/sobjects/Account/${id}?fields=Name,Industry`);
    expect(after.data).toMatchObject({ Name: 'After', Industry: null });
  });

  test('A POST may say that it is a PATCH', async () => {
    const id = await create('Account', { Name: 'Before' });
    expect((await org.http.post(`/sobjects/Account/${id}?_HttpMethod=PATCH`, { Name: 'After' })).status).toBe(204);
    expect((await org.http.get(`/sobjects/Account/${id}?fields=Name`)).data.Name).toBe('After');
  });

  test('If-Unmodified-Since guards against a change in between', async () => {
    const id = await create('Account', { Name: 'Guarded' });
    const headers = { 'If-Unmodified-Since': 'Thu, 01 Jan 2015 00:00:00 GMT' };
    expect((await org.http.patch(`/sobjects/Account/${id}`, { Name: 'Lost' }, { headers })).status).toBe(412);
    expect((await org.http.get(`/sobjects/Account/${id}?fields=Name`)).data.Name).toBe('Guarded');
  });

  test('A second DELETE finds the record deleted', async () => {
    const id = await create('Account', { Name: 'Gone' });
    const deleted = [404, [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }]];
    expect((await org.http.delete(`/sobjects/Account/${id}`)).status).toBe(204);
    for (const method of ['DELETE', 'GET', 'PATCH']) {
      const { status, data } = await org.http.request({
        method,
        url: `/sobjects/Account/${id}`,
        data: method === 'PATCH' ? {} : undefined,
      });
      expect([status, data]).toEqual(deleted);
    }
  });

  test('A method that is not there names those that are', async () => {
    const { status, data } = await org.http.put('/sobjects/Account/001000000000001AAA', {});
    expect([status, data]).toEqual([
      405,
      [
        {
          message: "HTTP Method 'PUT' not allowed. Allowed are DELETE,GET,HEAD,PATCH,POST",
          errorCode: 'METHOD_NOT_ALLOWED',
        },
      ],
    ]);
  });
});

describe('Parents and children of a record', () => {
  test('A parent is read through the child', async () => {
    const account = await create('Account', { Name: 'Parent' });
    const contact = await create('Contact', { LastName: 'Child', AccountId: account });
    const { data } = await org.http.get(`/sobjects/Contact/${contact}/Account?fields=Name`);
    expect(data).toEqual({
      attributes: { type: 'Account', url: `/services/data/v68.0/sobjects/Account/${account}` },
      Name: 'Parent',
    });
  });

  test('Children come as a query gives them', async () => {
    const account = await create('Account', { Name: 'Parent' });
    const contact = await create('Contact', { LastName: 'Child', AccountId: account });
    const { data } = await org.http.get(`/sobjects/Account/${account}/Contacts?fields=LastName`);
    expect(data).toEqual({
      totalSize: 1,
      done: true,
      records: [
        { attributes: { type: 'Contact', url: `/services/data/v68.0/sobjects/Contact/${contact}` }, LastName: 'Child' },
      ],
    });
  });

  test('A parent that is not set is not found', async () => {
    const contact = await create('Contact', { LastName: 'Orphan' });
    expect((await org.http.get(`/sobjects/Contact/${contact}/Account`)).status).toBe(404);
  });
});

describe('Versions', () => {
  test('They are listed without a token', async () => {
    const { status, data } = await axios.get(`${org.url}/services/data/`);
    expect(status).toBe(200);
    expect(data.at(0)).toEqual({ label: "Summer '14", url: '/services/data/v31.0', version: '31.0' });
    expect(data.at(-1)).toEqual({ label: "Winter '27", url: '/services/data/v68.0', version: '68.0' });
  });

  test('A version lists its resources', async () => {
    const { data } = await org.http.get('/');
    expect(data).toMatchObject({ sobjects: '/services/data/v68.0/sobjects', query: '/services/data/v68.0/query' });
  });

  test('Without a token nothing else is answered', async () => {
    const { status, data } = await axios.get(`${org.url}/services/data/v68.0/sobjects`, { validateStatus: () => true });
    expect([status, data]).toEqual([401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]]);
  });
});
