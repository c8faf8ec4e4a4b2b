import { InputError } from '../errors';

/**
 * SOAP takes no access token that is a JWT: such a token is for REST alone.
 * https://help.salesforce.com/s/articleView?id=xcloud.jwt_access_tokens.htm
 * @throws InputError
 */
export function checkSoapSession(session: string): void {
  if (!/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(session)) return;
  throw new InputError('The app issues access tokens that are JWTs, which Salesforce’s SOAP API does not accept.', {
    reason: 'sessionIsJwt',
  });
}
