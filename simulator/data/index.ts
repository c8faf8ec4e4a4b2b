export { createStore, type OrgStore, type StoreOptions } from './store';
export { idOf, normalizeId, numberOf, to18 } from './ids';
export { datetimeOf, datetimeText } from './coerce';
export { adminUserId, integrationUserId, organizationId, type SeedOptions } from './seed';
