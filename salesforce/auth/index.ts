export { defaultAudience, jwtAssertion, jwtBearerForm, type JwtGrant } from './assertion';
export {
  ADDRESS_RULES,
  APPROVAL_PATH,
  EXCHANGE_PATH,
  instanceUrl,
  isOrgHost,
  LOOPBACK_ORIGIN,
  orgHost,
  SALESFORCE_ORIGIN,
  type Environment,
} from './hosts';
export { readToken, tokenError, type Token } from './token';
