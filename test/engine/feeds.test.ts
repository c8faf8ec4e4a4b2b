import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { idOf } from '../../simulator/data/ids';
import { APP, JWT, orgWithCredentials, PACKAGE, salesforce, WEB } from './salesforce';
import type { CredentialId, Signed } from './salesforce';
import { chain, itemsOf, manualTrigger } from './workflows';

let engine: Engine;
let signed: Signed;

beforeAll(async () => {
  engine = await createEngine({ packageDir: PACKAGE });
  signed = await orgWithCredentials(engine);
});
afterAll(async () => {
  await signed.org.close();
  engine.close();
});
beforeEach(() => signed.control.post('reset', { parts: ['feeds', 'faults'] }));

const CREDENTIALS: readonly CredentialId[] = [WEB, APP, JWT];
const ACCOUNT = { __rl: true, mode: 'id', value: idOf('001', 1) };

const feed = (operation: string, more: IDataObject, credential: CredentialId = JWT): INode =>
  salesforce(operation, credential, { resource: 'feed', operation, ...more } as unknown as INodeParameters);
const post = (credential: CredentialId = JWT): INode =>
  feed('post', { feedSubject: ACCOUNT, feedText: '={{ $json.text }}' }, credential);
const input = [{ text: 'One' }, { text: 'Two' }];

async function ran(...nodes: INode[]): Promise<IDataObject[]> {
  const result = await engine.run(chain(manualTrigger, ...nodes), { credentials: signed.credentials, input });
  return itemsOf(result, nodes.at(-1)?.name ?? '') as IDataObject[];
}

describe.each(CREDENTIALS)('A workflow signed in with the credential “%s”', (credential) => {
  test('posts, comments on what it has posted, and reads both', async () => {
    const comment = feed('comment', { postId: '={{ $json.id }}', feedText: 'Done' }, credential);
    const read = feed('getAll', { feedSubject: ACCOUNT, returnAll: true }, credential);
    const posts = await ran(post(credential), comment, { ...read, executeOnce: true });
    expect(posts.map(({ text, commentCount }) => [text, commentCount])).toEqual([
      ['Two', 1],
      ['One', 1],
    ]);
  });
});

test('Posts whose answer is lost are not posted again by Retry On Fail', async () => {
  await signed.control.faults({ path: 'feed-elements/batch', cut: 'after' });
  const retried = {
    ...post(),
    onError: 'continueRegularOutput',
    retryOnFail: true,
    maxTries: 2,
    waitBetweenTries: 1,
  } as const;
  const codes = (await ran(retried)).map(({ error }) => (error as IDataObject)['errorCode']);
  expect(codes).toEqual(['MAY_HAVE_BEEN_POSTED', 'MAY_HAVE_BEEN_POSTED']);
  expect(signed.org.org.feeds.posts).toHaveLength(2);
});
