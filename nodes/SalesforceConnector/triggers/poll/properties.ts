import type { INodeProperties } from 'n8n-workflow';

import { conditionsProperties } from '../../fields/conditions';
import { fieldsToReturnProperties } from '../../fields/fieldsToReturn';
import { chooseObjectNotice } from '../../fields/notices';
import { objectProperty } from '../../fields/object';
import { onlyWhenFieldsChangeProperty } from '../../fields/onlyWhenFieldsChange';
import { optionsProperty, simplifyOutput } from '../../fields/options';
import { followTransactions, longestTransaction, repeatAfterRestart } from '../../fields/polling';
import { triggerOnProperties } from '../../fields/triggerOn';

/** The form of the polling trigger. */
export const pollProperties: readonly INodeProperties[] = [
  ...triggerOnProperties,
  objectProperty('query'),
  chooseObjectNotice,
  ...fieldsToReturnProperties,
  ...conditionsProperties,
  onlyWhenFieldsChangeProperty,
  optionsProperty(followTransactions, longestTransaction, repeatAfterRestart, simplifyOutput),
];
