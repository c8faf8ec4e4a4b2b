import { ACTION_WRITES } from './actions';
import { APPROVAL_WRITES } from './approvals';
import type { WriteCase } from './define';
import { PUBLISH } from './events';
import { FEED_WRITES } from './feeds';
import { FILE_WRITES } from './files';
import { LOADS } from './loads';
import { RECORD_WRITES } from './records';
import { REQUEST_WRITES } from './requests';
import { SOAP_WRITES } from './soap';
import { CREATE_WITH_RELATED } from './trees';

export const CASES: readonly WriteCase[] = [
  ...RECORD_WRITES,
  ...LOADS,
  CREATE_WITH_RELATED,
  ...SOAP_WRITES,
  ...ACTION_WRITES,
  ...APPROVAL_WRITES,
  ...REQUEST_WRITES,
  ...FEED_WRITES,
  PUBLISH,
  ...FILE_WRITES,
];
