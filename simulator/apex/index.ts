export { registerApexRest } from './rest';
export { executeAnonymousBySoap } from './soap';
export { executeAnonymousByRest } from './tooling';
