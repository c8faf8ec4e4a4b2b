import { ACTION_WRITES } from './actions';
import { APPROVAL_WRITES } from './approvals';
import type { WriteCase } from './define';
import { PUBLISH } from './events';
import { FILE_WRITES } from './files';
import { LOADS } from './loads';
import { RECORD_WRITES } from './records';
import { REQUEST_WRITES } from './requests';
import { CREATE_WITH_RELATED } from './trees';

export const CASES: readonly WriteCase[] = [
  ...RECORD_WRITES,
  ...LOADS,
  CREATE_WITH_RELATED,
  ...ACTION_WRITES,
  ...APPROVAL_WRITES,
  ...REQUEST_WRITES,
  PUBLISH,
  ...FILE_WRITES,
];
