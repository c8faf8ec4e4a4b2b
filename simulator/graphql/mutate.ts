import { isObject, writeOptions } from '../rest/call';
import { ApiError, type ObjectSchema } from '../types';
import { GraphqlError } from './errors';
import { argsOf, checkArguments, node, pick, undefinedField, type Asked } from './execute';
import type { Selection } from './parse';

/**
 * Creates, updates and deletes records: all of them or none, unless the input says otherwise.
 * @see https://developer.salesforce.com/docs/platform/graphql/guide/mutations-use.html
 */
export function mutate(uiapi: Selection, asked: Asked): unknown {
  checkArguments(uiapi, { input: 'Input' }, { asked, path: [] });
  const { input } = argsOf(uiapi, asked);
  const isAllOrNone = !isObject(input) || input['allOrNone'] !== false;
  const { store } = asked.call.org;
  try {
    return store.transaction(() => {
      const data = pick(uiapi.selections, (selection) => attempt(selection, asked));
      if (isAllOrNone && asked.errors.length > 0) throw new RolledBack();
      return data;
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    return pick(uiapi.selections, () => null);
  }
}

class RolledBack extends Error {}

function attempt(selection: Selection, asked: Asked): unknown {
  try {
    return asked.call.org.store.transaction(() => act(selection, asked));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { line, column, alias } = selection;
    const [{ errorCode, message } = { errorCode: '', message: '' }] = error.errors;
    const path = ['uiapi', alias];
    asked.errors.push(new GraphqlError('DataFetchingException', `${errorCode}: ${message}`, { line, column, path }));
    return null;
  }
}

const ACTS = /^(?<name>\w+?)(?<act>Create|Delete|Update)$/;

function act(selection: Selection, asked: Asked): unknown {
  const { name = '', act: what = '' } = ACTS.exec(selection.name)?.groups ?? {};
  const { store } = asked.call.org;
  const object = store.schema.object(name);
  if (object === undefined) throw undefinedField(selection, 'UIAPIMutations', ['uiapi']);
  checkArguments(selection, { input: 'Input' }, { asked, path: ['uiapi'] });
  const { input } = argsOf(selection, asked);
  const given = isObject(input) ? input : {};
  const values = isObject(given[object.name]) ? (given[object.name] as Record<string, unknown>) : {};
  const options = writeOptions(asked.call);
  const id = String(given['Id'] ?? '');
  if (what === 'Create') return created(selection, object, store.insert(object, values, options), asked);
  if (what === 'Update') store.update(object, id, values, options);
  else store.remove(object, id, options);
  return pick(selection.selections, (part) => {
    if (part.name === 'success') return true;
    if (part.name === 'Id' && what === 'Delete') return id;
    throw undefinedField(part, `${object.name}${what}Representation`, ['uiapi', selection.alias]);
  });
}

function created(selection: Selection, object: ObjectSchema, id: string, asked: Asked): unknown {
  const row = asked.call.org.store.byId(object, id) ?? {};
  const path = ['uiapi', selection.alias];
  return pick(selection.selections, (part) => {
    if (part.name !== 'Record') throw undefinedField(part, `${object.name}CreateRepresentation`, path);
    return node(part.selections, { object, row, path: [...path, 'Record'] }, asked);
  });
}
