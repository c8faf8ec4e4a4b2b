import { EXCHANGE_PATH, tokenError } from '../../../salesforce/auth';
import type { SalesforceError } from '../../../salesforce/errors';
import { text } from '../../../credentials/text';
import { tokenAnswer } from '../../../credentials/tokenAnswer';
import { signInHost, type Access, type Caller } from './access';

/**
 * Asks Salesforce why it refused a new session. n8n 2 keeps that to itself: whatever comes with `invalid_grant`, it says
 * that the credential needs to be reconnected.
 *
 * Only an app that signs in as itself can be asked again. A refresh token cannot: if the app rotates it and the second
 * try succeeds, the next token would be lost, because only n8n can store it.
 * @returns undefined where the reason stays unknown
 */
export async function hiddenRefusal(caller: Caller, access: Access): Promise<SalesforceError | undefined> {
  const credential = await caller.getCredentials(access.credentialType);
  if (credential['grantType'] !== 'clientCredentials') return undefined;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: text(credential['clientId']),
    client_secret: text(credential['clientSecret']),
  });
  try {
    const { statusCode, body } = (await caller.helpers.httpRequest({
      method: 'POST',
      url: `${signInHost(credential)}${EXCHANGE_PATH}`,
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
      encoding: 'stream',
    })) as { statusCode: number; body: unknown };
    const said = await tokenAnswer(statusCode, body);
    return statusCode === 400 || statusCode === 401 ? tokenError(said, statusCode) : undefined;
  } catch {
    return undefined;
  }
}
