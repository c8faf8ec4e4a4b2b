import { actionTypeProperty, readActionType } from '../../fields/action';
import { includeParameters } from '../../fields/includeParameters';
import { limitProperties } from '../../fields/limit';
import type { EachOperation } from '../define';
import { actionsOf } from './actionsOf';

export const actionGetAll: EachOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many actions',
  description: 'Get the actions of a type that can be run',
  properties: [actionTypeProperty, ...limitProperties],
  options: [includeParameters],
  each: (org, item) => actionsOf(org, item, readActionType(item)),
};
