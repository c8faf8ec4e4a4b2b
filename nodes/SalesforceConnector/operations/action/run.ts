import { actionProperties, readAction } from '../../fields/action';
import { actionInputsProperties } from '../../fields/actionInputs';
import { RUN_OPTIONS } from '../../fields/runSettings';
import type { BatchOperation } from '../define';
import { runItems } from './runItems';

export const actionRun: BatchOperation = {
  value: 'run',
  name: 'Run',
  action: 'Run action',
  description: 'Run a standard action, Apex, a quick action or an email alert once for each item',
  properties: [...actionProperties, ...actionInputsProperties],
  options: RUN_OPTIONS,
  saves: true,
  batch: runItems(readAction),
};
