import { flowProperty, readFlow } from '../../fields/action';
import { flowInputsProperties } from '../../fields/actionInputs';
import { RUN_OPTIONS } from '../../fields/runSettings';
import { runItems } from '../action/runItems';
import type { BatchOperation } from '../define';

export const flowRun: BatchOperation = {
  value: 'run',
  name: 'Run',
  action: 'Run flow',
  description: 'Run an autolaunched flow once for each item',
  properties: [flowProperty, ...flowInputsProperties],
  options: RUN_OPTIONS,
  saves: true,
  batch: runItems(readFlow),
};
