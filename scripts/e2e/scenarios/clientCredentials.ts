import { Control } from '../../../simulator/control/client';
import { explainedToAdmins } from '../adminGuide';
import type { Scenario } from '../scenario';
import { fillMyDomain, newestCredential, openNewCredential, retry, save } from '../screen/credential';
import { choose, fill, hasWords, shows } from '../screen/form';
import { openNode, run } from '../screen/node';
import { CHECK_CONNECTION, showWorkflow } from '../screen/workflow';

export const clientCredentials: Scenario = {
  name: 'admin-client-credentials',
  title: 'An admin sets up client credentials',
  async play({ page, n8n, org, step }) {
    const control = new Control(org.controlUrl);
    const { clientId, clientSecret } = org;
    const savesWith = async (values: Readonly<Record<string, string>>) => {
      await fill(page, { clientId, clientSecret, myDomain: org.url, ...values });
      return await save(page);
    };
    const refusedWith = async (values: Readonly<Record<string, string>>, said: string) =>
      explainedToAdmins(hasWords(await savesWith(values), said), [said]);

    await step('Chooses Client Credentials, and leaves the environment as it is', async () => {
      await openNewCredential(page, n8n.url, 'Salesforce Connector OAuth2 API');
      await choose(page, 'grantType', 'Client Credentials');
      return await shows(page.locator('[class*=notice]'), 'set Environment to My Domain');
    });
    await step('Chooses My Domain, and enters a wrong consumer secret', async () => {
      await fillMyDomain(page, org.url);
      return await refusedWith({ clientSecret: 'wrong' }, 'Client authentication failed');
    });
    await step('Enters a consumer key that the org does not have', async () =>
      refusedWith({ clientId: 'unknown' }, 'client identifier invalid'),
    );
    await step('Enters an address that is no org’s', async () =>
      refusedWith({ myDomain: 'acme.example.com' }, 'The connection cannot be established'),
    );
    await step('Has not set a Run As user in the app', async () => {
      await control.post('apps', { policies: { runAs: null } });
      const said = await refusedWith({}, 'The provided authorization grant');
      await control.post('apps', { policies: { runAs: org.username } });
      return said;
    });
    await step('Corrects that in Salesforce, and clicks Retry', async () =>
      hasWords(await retry(page), 'Connection tested successfully'),
    );
    await step('Checks the connection with Organization > Check Connection', async () => {
      await showWorkflow(page, n8n, [{ ...CHECK_CONNECTION, credential: await newestCredential(n8n) }]);
      await openNode(page, CHECK_CONNECTION.name);
      return hasWords(await run(page), 'User good', 'Organization good', 'API Version good', 'Scopes good');
    });
  },
};
