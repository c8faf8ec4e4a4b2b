import { createPublicKey, generateKeyPairSync } from 'node:crypto';

import { Control } from '../../../simulator/control/client';
import type { Scenario } from '../scenario';
import { fillMyDomain, newestCredential, openNewCredential, reopenCredential, retry, save } from '../screen/credential';
import { fill, hasWords, valueOf } from '../screen/form';
import { openNode, run } from '../screen/node';
import { CHECK_CONNECTION, showWorkflow } from '../screen/workflow';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

export const jwt: Scenario = {
  name: 'admin-jwt',
  title: 'An admin sets up JWT bearer',
  async play({ page, n8n, org, step }) {
    const control = new Control(org.controlUrl);
    const { clientId: consumerKey, username, privateKey } = org;
    const right = { consumerKey, username, privateKey, passphrase: '', audience: '' };
    const encrypted = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' },
    }).privateKey;
    const publicKey = String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
    const savesWith = async (values: Readonly<Record<string, string>>) => {
      await fill(page, { ...right, ...values });
      return await save(page);
    };
    const mistakes: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
      ['the certificate as the private key', { privateKey: CERTIFICATE }, 'certificate'],
      ['the public key as the private key', { privateKey: publicKey }, 'public key'],
      ['an encrypted key without its passphrase', { privateKey: encrypted }, 'passphrase'],
      ['a wrong passphrase', { privateKey: encrypted, passphrase: 'wrong' }, 'passphrase'],
      ['the key of another certificate', { privateKey: encrypted, passphrase: 'right' }, 'certificate'],
      ['an audience of another kind of org', { audience: 'https://acme.example.com' }, 'Audience'],
      ['a consumer key that the org does not have', { consumerKey: 'unknown' }, 'onsumer key'],
      ['a user that the org does not have', { username: 'nobody@simulated.example' }, 'pre-authorized'],
    ];

    await step('Creates a credential for My Domain', async () => {
      await openNewCredential(page, n8n.url, 'Salesforce Connector JWT API');
      await fillMyDomain(page, org.url);
      await fill(page, right);
      return await valueOf(page, 'myDomain');
    });
    for (const [mistake, values, named] of mistakes) {
      await step(`Enters ${mistake}, and saves`, async () => hasWords(await savesWith(values), named));
    }
    await step('Is not pre-authorized by the app’s policies, and saves', async () => {
      await control.post('apps', { policies: { approvedUsers: [] } });
      const said = await savesWith({});
      await control.post('apps', { policies: { approvedUsers: [username] } });
      return hasWords(said, 'pre-authorized');
    });
    await step('Corrects that in Salesforce, and clicks Retry', async () =>
      hasWords(await retry(page), 'Connection tested successfully'),
    );
    await step('Opens the credential again, to see who is signed in', async () => {
      const { name } = await newestCredential(n8n);
      await reopenCredential(page, n8n.url, name);
      return hasWords(await valueOf(page, 'signedInAs'), username, org.url);
    });
    await step('Checks the connection with Organization > Check Connection', async () => {
      await showWorkflow(page, n8n, [{ ...CHECK_CONNECTION, credential: await newestCredential(n8n) }]);
      await openNode(page, CHECK_CONNECTION.name);
      return hasWords(await run(page), 'User good', 'Organization good', 'API Version good');
    });
  },
};
