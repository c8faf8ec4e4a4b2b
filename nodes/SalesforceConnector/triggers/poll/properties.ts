import type { INodeProperties } from 'n8n-workflow';

import { conditionsProperties } from '../../fields/conditions';
import { fieldsToReturnProperties } from '../../fields/fieldsToReturn';
import { moreObjectsProperty } from '../../fields/moreObjects';
import { chooseObjectNotice } from '../../fields/notices';
import { objectProperty } from '../../fields/object';
import { onlyWhenFieldsChangeProperty } from '../../fields/onlyWhenFieldsChange';
import { apiVersionOption, optionsProperty, simplifyOutput } from '../../fields/options';
import { followTransactions, ignoreChangesBy, longestTransaction, repeatAfterRestart } from '../../fields/polling';
import { soqlConditionsProperty } from '../../fields/soqlConditions';
import { triggerOnName, triggerOnProperties } from '../../fields/triggerOn';
import { nameChosen } from '../../host/subtitle';

/** The form of the polling trigger. */
export const pollProperties: readonly INodeProperties[] = [
  ...triggerOnProperties,
  objectProperty('query'),
  chooseObjectNotice,
  ...fieldsToReturnProperties,
  ...conditionsProperties,
  soqlConditionsProperty,
  onlyWhenFieldsChangeProperty,
  moreObjectsProperty,
  optionsProperty(
    apiVersionOption,
    followTransactions,
    ignoreChangesBy,
    longestTransaction,
    repeatAfterRestart,
    simplifyOutput,
  ),
];

const CHOSEN_OBJECT = nameChosen({ names: ['object'] });
const MORE = '($rawParameter.moreObjects?.object ? ", …" : "")';

/** An expression for what the trigger says under its name on the canvas: what it waits for, and of which object. */
export const triggerSubtitle = `={{ ${triggerOnName} + (${CHOSEN_OBJECT} ? ": " + ${CHOSEN_OBJECT} + ${MORE} : "") }}`;
