export {
  expectBody,
  expectCharset,
  expectShape,
  expectStatus,
  foreignCharset,
  isErrorList,
  readErrors,
  refusal,
} from './answers';
export {
  AnswerError,
  asError,
  ConnectionError,
  ConnectorError,
  InputError,
  isNotFound,
  isOrgsFailure,
  JobError,
  mayBeSaved,
  NotSentError,
  SalesforceError,
  type RowCounts,
  UncertainError,
  type ApiErrorEntry,
  type Deed,
  type HeldBackBecause,
} from './classes';
export { withoutEchoes, withoutSecretsIn } from './echoes';
export { ANSWER_KINDS, type Answered } from './meanings';
export {
  isCount,
  isFlag,
  isRecord,
  isHttpStatus,
  isText,
  isWords,
  listOf,
  maybe,
  objectWith,
  type Shape,
} from './shapes';
export type { AuthProblem, InputProblem, KeyProblem, ProblemReason } from './problems';
export { thingsNamedIn } from './named';
export { keepSecret } from './secrets';
export {
  answerText,
  beginningOf,
  counted,
  countText,
  inOneLine,
  isNot,
  redact,
  shorten,
  show,
  theCounted,
  withoutSessions,
} from './text';
