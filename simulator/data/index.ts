export { adminWrite } from './adminWrite';
export { createStore, type OrgStore, type StoreOptions } from './store';
export { idOf, normalizeId, numberOf } from './ids';
export { datetimeText } from './coerce';
export { adminUserId, organizationId } from './seed';
