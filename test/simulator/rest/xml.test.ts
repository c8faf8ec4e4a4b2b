import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startSignedIn } from '../../support/org';
import type { SignedInOrg } from '../../support/org';

let org: SignedInOrg;
let id: string;
beforeAll(async () => {
  org = await startSignedIn();
  id = (await org.http.post('/sobjects/Account', { Name: 'A & "B" <C>' })).data.id;
});
afterAll(() => org.close());

const NAMESPACE = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

/** What the address answers to a client that accepts this. */
async function read(path: string, Accept?: string, version = 68) {
  const baseURL = `${org.url}/services/data/v${String(version)}.0`;
  const { data, headers } = await org.http.get<string>(path, {
    baseURL,
    headers: Accept === undefined ? {} : { Accept },
    responseType: 'text',
    transformResponse: (text: string) => text,
  });
  return { data, type: headers['content-type'] as unknown };
}

describe('XML', () => {
  test('A record is an element named for its object, its attributes are the element’s', async () => {
    const { data, type } = await read(`/sobjects/Account/${id}?fields=Name,Industry`, 'application/xml');
    expect(type).toBe('application/xml;charset=UTF-8');
    expect(data).toBe(
      `${HEAD}<Account${NAMESPACE} type="Account" url="/services/data/v68.0/sobjects/Account/${id}">` +
        '<Name>A &amp; &quot;B&quot; &lt;C&gt;</Name><Industry xsi:nil="true"/></Account>',
    );
  });

  test('Lists repeat the element, and errors are named so', async () => {
    const query = `/query?q=${encodeURIComponent(`SELECT Id FROM Account WHERE Id = '${id}'`)}`;
    const url = `/services/data/v68.0/sobjects/Account/${id}`;
    expect((await read(query, 'application/xml')).data).toBe(
      `${HEAD}<QueryResult${NAMESPACE}><totalSize>1</totalSize><done>true</done>` +
        `<records type="Account" url="${url}"><Id>${id}</Id></records></QueryResult>`,
    );
    expect((await read('/nothing', 'application/xml')).data).toBe(
      `${HEAD}<Errors${NAMESPACE}><Error><message>The requested resource does not exist</message>` +
        '<errorCode>NOT_FOUND</errorCode></Error></Errors>',
    );
  });

  test.each<[string, string | undefined, number, string]>([
    ['/limits', undefined, 68, 'json'],
    ['/limits', '*/*', 68, 'json'],
    ['/limits', 'application/json, application/xml', 68, 'json'],
    ['/limits', 'text/html, application/xml;q=0.9, */*', 68, 'xml'],
    ['/limits.xml', undefined, 57, 'xml'],
    ['/limits.json', 'application/xml', 57, 'json'],
  ])('%s for %p in version %i is %s', async (path, accept, version, format) => {
    expect((await read(path, accept, version)).type).toContain(`application/${format}`);
  });
});
