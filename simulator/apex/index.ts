export { registerApexRest } from './rest';
