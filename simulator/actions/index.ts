export { Actions } from './actions';
export {
  actionTypes,
  customActionTypes,
  describeOfKind,
  describeOfObject,
  invokeOfKind,
  invokeOfObject,
  listOfKind,
  listQuickActions,
  runQuickAction,
} from './resources';
