export { jwtAssertion, jwtBearerForm, possibleAudiences } from './assertion';
export { EXCHANGE_PATH, instanceUrl, isOrgHost, orgHost, type Environment } from './hosts';
export { readToken, tokenError } from './token';
