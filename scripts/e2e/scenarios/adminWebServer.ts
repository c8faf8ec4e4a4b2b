import { Control } from '../../../simulator/control/client';
import type { Scenario } from '../scenario';
import { explainedToAdmins } from '../adminGuide';
import {
  connect,
  credentialWindow,
  fillMyDomain,
  logIn,
  newestCredential,
  openNewCredential,
} from '../screen/credential';
import { fill, hasWords, shows, words } from '../screen/form';
import { openNode, run } from '../screen/node';
import { CHECK_CONNECTION, showWorkflow } from '../screen/workflow';

/** Addresses as people paste them, and where the pop-up has to lead. */
const PASTED: readonly (readonly [string, string])[] = [
  ['acme', 'https://acme.my.salesforce.com'],
  ['acme--uat', 'https://acme--uat.sandbox.my.salesforce.com'],
  ['acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
  ['https://acme.my.salesforce.com/', 'https://acme.my.salesforce.com'],
  ['  HTTPS://ACME.my.salesforce.com/home/home.jsp ', 'https://acme.my.salesforce.com'],
  ['http://acme.my.salesforce.com:443', 'https://acme.my.salesforce.com'],
  ['https://acme.lightning.force.com/lightning/page/home', 'https://acme.my.salesforce.com'],
  ['acme--uat.sandbox.lightning.force.com', 'https://acme--uat.sandbox.my.salesforce.com'],
  ['acme-dev-ed.develop.my.salesforce.com', 'https://acme-dev-ed.develop.my.salesforce.com'],
  ['https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home', 'https://acme.my.salesforce.com'],
  ['https://acme--c.vf.force.com/apex/Page', 'https://acme.my.salesforce.com'],
  ['acme.scratch.my.salesforce.com', 'https://acme.scratch.my.salesforce.com'],
  ['acme.my.salesforce.mil', 'https://acme.my.salesforce.mil'],
  ['acme.my.sfcrmproducts.cn', 'https://acme.my.sfcrmproducts.cn'],
  ['https://acme.example.com', 'https://check-my-domain-in-the-credential.invalid'],
];

const NOT_CONNECTED = 'Connect your account to use this credential';

export const adminWebServer: Scenario = {
  name: 'admin-web-server',
  title: 'An admin connects the web server flow',
  async play({ page, n8n, org, step }) {
    const control = new Control(org.controlUrl);
    const { clientId, clientSecret } = org;
    let popup = page;
    const inPopup = () => popup;
    const popupSays = async (reason: string, ...details: readonly string[]) => {
      const body = popup.locator('body');
      await shows(body, reason);
      if (details.length > 0) await popup.getByText('More details').click();
      return explainedToAdmins(hasWords(await words(body), ...details), [reason, ...details]);
    };
    const credentialSays = async () => {
      await popup.close();
      await shows(page.getByTestId('oauth-not-connected-banner').or(credentialWindow(page)), NOT_CONNECTED);
      return NOT_CONNECTED;
    };

    await step('Creates a credential for My Domain, and pastes the consumer key and secret', async () => {
      await openNewCredential(page, n8n.url, 'Salesforce Connector OAuth2 API');
      await fillMyDomain(page, org.url);
      await fill(page, { clientId, clientSecret });
      return await shows(credentialWindow(page), 'OAuth Redirect URL');
    });
    for (const [address, leadsTo] of PASTED) {
      await step(`Pastes “${address}” as My Domain, and connects`, async () => {
        await page.context().route(/^https:/, async (route) => await route.fulfill({ body: 'Not reached' }));
        await fill(page, { myDomain: address });
        popup = await connect(page);
        await popup.waitForURL(`${leadsTo}/services/oauth2/authorize?*`);
        await popup.close();
        await page.context().unroute(/^https:/);
        return `The pop-up opens ${leadsTo}`;
      });
    }
    await step('Takes the scope refresh_token out', async () => {
      await fill(page, { myDomain: org.url, scopes: 'api' });
      return await shows(credentialWindow(page).locator('.notice, [class*=notice]'), 'Without “refresh_token”');
    });
    await step(
      'Asks for a scope that the app does not have',
      async () => {
        await fill(page, { scopes: 'api refresh_token pardot_api' });
        popup = await connect(page);
        return await popupSays('Insufficient parameters for OAuth2 callback', 'invalid_scope');
      },
      inPopup,
    );
    await step('Looks at the credential', credentialSays);
    await step(
      'Connects with a callback URL that the app does not have',
      async () => {
        await fill(page, { scopes: 'api refresh_token' });
        await control.post('apps', { anyLoopbackCallback: false, callbackUrls: ['https://n8n.example.com/callback'] });
        popup = await connect(page);
        const said = await popupSays('redirect_uri_mismatch');
        await control.post('apps', { anyLoopbackCallback: true });
        return said;
      },
      inPopup,
    );
    await step('Looks at the credential', credentialSays);
    await step(
      'Logs in, and denies access',
      async () => {
        popup = await connect(page);
        await logIn(popup, org);
        await popup.getByRole('button', { name: 'Deny' }).click();
        return await popupSays('Insufficient parameters for OAuth2 callback', 'access_denied');
      },
      inPopup,
    );
    await step('Looks at the credential', credentialSays);
    await step(
      'Connects with a wrong consumer secret',
      async () => {
        await fill(page, { clientSecret: 'wrong' });
        popup = await connect(page);
        await logIn(popup, org);
        await popup.getByRole('button', { name: 'Allow' }).click();
        return await popupSays('Client authentication failed');
      },
      inPopup,
    );
    await step('Looks at the credential', credentialSays);
    await step('Corrects it, connects, logs in and allows access', async () => {
      await fill(page, { clientSecret });
      popup = await connect(page);
      await logIn(popup, org);
      await popup.getByRole('button', { name: 'Allow' }).click();
      return await shows(page.getByTestId('oauth-connect-success-banner'), 'Account connected');
    });
    await step('Checks the connection with Organization > Check Connection', async () => {
      await showWorkflow(page, n8n, [{ ...CHECK_CONNECTION, credential: await newestCredential(n8n) }]);
      await openNode(page, CHECK_CONNECTION.name);
      return hasWords(await run(page), 'User good', 'Organization good', 'API Version good', 'Scopes good');
    });
  },
};
