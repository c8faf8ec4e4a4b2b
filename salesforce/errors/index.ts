export { expectStatus, readErrors } from './answers';
export {
  asError,
  ConnectionError,
  ConnectorError,
  InputError,
  isOrgsFailure,
  JobError,
  NotSentError,
  SalesforceError,
  UncertainError,
  type ApiErrorEntry,
  type HeldBackBecause,
} from './classes';
export { ANSWER_KINDS, type Answered } from './meanings';
export type { AuthProblem, InputProblem, KeyProblem, ProblemReason } from './problems';
export { redact, shorten, show } from './text';
