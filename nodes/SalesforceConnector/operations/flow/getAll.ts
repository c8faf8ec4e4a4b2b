import { includeParameters } from '../../fields/includeParameters';
import { limitProperties } from '../../fields/limit';
import { actionsOf } from '../action/actionsOf';
import type { EachOperation } from '../define';

export const flowGetAll: EachOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many flows',
  description: 'Get the autolaunched flows that can be run',
  properties: limitProperties,
  options: [includeParameters],
  each: (org, item) => actionsOf(org, item, 'flow'),
};
