import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';
import {
  NodeHelpers,
  Workflow,
  type INode,
  type INodeParameters,
  type INodeProperties,
  type INodePropertyCollection,
  type INodePropertyOptions,
  type INodeType,
  type INodeTypeDescription,
  type INodeTypes,
  type NodeParameterValueType,
} from 'n8n-workflow';

import { spokenLabel } from '../../nodes/SalesforceConnector/host/labels';
import { RESOURCES, findOperation } from '../../nodes/SalesforceConnector/operations';
import { SalesforceConnector } from '../../nodes/SalesforceConnector/SalesforceConnector.node';
import { SalesforceConnectorEventTrigger } from '../../nodes/SalesforceConnector/SalesforceConnectorEventTrigger.node';
import { SalesforceConnectorOutboundMessageTrigger } from '../../nodes/SalesforceConnector/SalesforceConnectorOutboundMessageTrigger.node';
import { SalesforceConnectorTrigger } from '../../nodes/SalesforceConnector/SalesforceConnectorTrigger.node';

const { description, methods } = new SalesforceConnector();
const { properties } = description;

/** A property with the properties that its displayOptions can refer to: its neighbors, and the form's own. */
interface Placed {
  property: INodeProperties;
  neighbors: readonly INodeProperties[];
  form: readonly INodeProperties[];
}

function place(all: readonly INodeProperties[], form = all): Placed[] {
  return all.flatMap((property) => [
    { property, neighbors: all, form },
    ...nested(property).flatMap((inner) => place(inner, form)),
  ]);
}

/** The lists of properties inside a collection or a fixed collection. */
function nested({ type, options = [] }: INodeProperties): (readonly INodeProperties[])[] {
  if (type === 'collection') return [options as INodeProperties[]];
  if (type === 'fixedCollection') return (options as INodePropertyCollection[]).map(({ values }) => values);
  return [];
}

const triggers = [
  new SalesforceConnectorEventTrigger(),
  new SalesforceConnectorOutboundMessageTrigger(),
  new SalesforceConnectorTrigger(),
];
const forms: (readonly INodeProperties[])[] = [
  properties,
  ...triggers.map((trigger) => trigger.description.properties),
];
const placed = forms.flatMap((all) => place(all));

function menuOf({ type, options = [] }: INodeProperties): INodePropertyOptions[] {
  return type === 'options' || type === 'multiOptions' ? (options as INodePropertyOptions[]) : [];
}

const operations = RESOURCES.flatMap((resource) =>
  resource.operations.map((operation) => ({ title: `${resource.value} ${operation.value}`, resource, operation })),
);

describe('On the canvas, a node says', () => {
  /** The subtitle as the editor evaluates it. */
  async function subtitleOfNode(type: INodeTypeDescription, parameters: INodeParameters): Promise<unknown> {
    const nodeType = { description: type } as INodeType;
    const nodeTypes: INodeTypes = {
      getByName: () => nodeType,
      getByNameAndVersion: () => nodeType,
      getKnownTypes: () => ({}),
    };
    const node: INode = { id: '1', name: 'A', type: type.name, typeVersion: 1, position: [0, 0], parameters };
    const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
    await workflow.expression.acquireIsolate();
    return workflow.expression.getSimpleParameterValue(node, type.subtitle, 'internal', {});
  }

  const chosen = (value: string, cachedResultName = value) => ({ __rl: true, mode: 'list', value, cachedResultName });
  const unlisted = { __rl: true, mode: 'id' };
  const object = chosen('Contact', 'Contact Person');

  test.each(operations)('the operation and the resource: $title', async ({ resource, operation }) => {
    const parameters = { resource: resource.value, operation: operation.value };
    expect(await subtitleOfNode(description, parameters)).toBe(`${operation.name}: ${resource.name}`);
  });

  test.each([
    ['record getAll', { object }, 'Get Many: Contact'],
    ['listView getAll', { object }, 'Get Many: List View Contact'],
    ['record get', { object }, 'Get: Contact'],
    ['object get', { object }, 'Get: Object Contact'],
    ['bulk loadFile', { object }, 'Load From File: Contact'],
    ['bulk loadFile', { object: { ...object, value: '' } }, 'Load From File: Bulk'],
    ['flow run', { flow: chosen('Create_Follow_Up') }, 'Run: Flow Create_Follow_Up'],
    ['action run', { actionName: { ...unlisted, value: 'emailSimple' } }, 'Run: Action emailSimple'],
    ['report run', { report: chosen('00O', 'Pipeline (Sales)') }, 'Run: Report Pipeline (Sales)'],
    ['report run', { report: { ...unlisted, value: '00O' } }, 'Run: Report'],
    ['dashboard refresh', { dashboard: chosen('01Z', 'Sales') }, 'Refresh: Sales'],
    ['listView getRecords', { object, listViewId: chosen('00B', 'All Contacts') }, 'Get Records: All Contacts'],
    ['listView getRecords', { object, listViewId: { ...unlisted, value: '00B' } }, 'Get Records: Contact'],
  ])('the operation and what is chosen, where that has a name: %s', async (row, parameters, said) => {
    const [resource = '', operation = ''] = row.split(' ');
    expect(await subtitleOfNode(description, { resource, operation, ...parameters })).toBe(said);
  });

  test('not the same for two operations of one object', async () => {
    const said = operations.map(async ({ resource, operation }) =>
      subtitleOfNode(description, { resource: resource.value, operation: operation.value, object }),
    );
    const subtitles = await Promise.all(said);
    expect(subtitles.filter((one, index) => subtitles.indexOf(one) !== index)).toEqual([]);
  });

  test.each(['={{ $json.object }}', "={{ $fromAI('Object') }}", "={{ $('Webhook').item.json.object }}"])(
    'the resource, where what is chosen is the expression %s, which has no result there',
    async (value) => {
      const parameters = { resource: 'record', operation: 'create', object: { __rl: true, mode: 'name', value } };
      expect(await subtitleOfNode(description, parameters)).toBe('Create: Record');
      const trigger = { triggerOn: 'created', object: { __rl: true, mode: 'name', value } };
      expect(await subtitleOfNode(new SalesforceConnectorTrigger().description, trigger)).toBe('Record Created');
    },
  );

  test.each([
    [{ channels: ['/data/ChangeEvents'], moreChannels: '/event/A__e' }, '/data/ChangeEvents, /event/A__e'],
    [{ channels: ['/data/ChangeEvents'], moreChannels: '={{ $json.channel }}' }, '/data/ChangeEvents'],
    [{ channels: '={{ $json.channels }}' }, ''],
  ])('which channels the trigger for events listens to', async (parameters, said) => {
    expect(await subtitleOfNode(new SalesforceConnectorEventTrigger().description, parameters)).toBe(said);
  });

  test.each([
    [{ triggerOn: 'created', object }, 'Record Created: Contact'],
    [{ triggerOn: 'created', object: { ...object, value: '' } }, 'Record Created'],
    [{ triggerOn: 'created' }, 'Record Created'],
    [
      { triggerOn: 'createdOrUpdated', object, moreObjects: { object: [{ object: { ...object, value: 'Lead' } }] } },
      'Record Created or Updated: Contact, …',
    ],
  ])('what a trigger waits for', async (parameters, said) => {
    expect(await subtitleOfNode(new SalesforceConnectorTrigger().description, parameters)).toBe(said);
  });
});

/** What the form shows when the parameters are these, defaults filled in as n8n does. */
function shown(parameters: INodeParameters): INodeProperties[] {
  const node: INode = { id: '1', name: 'Node', type: description.name, typeVersion: 1, position: [0, 0], parameters };
  const filled = NodeHelpers.getNodeParameters(properties, parameters, true, false, node, description) ?? {};
  return properties.filter((property) => NodeHelpers.displayParameter(filled, property, node, description));
}

test.each(RESOURCES)('The menu of $name has Get before Get Many, and nothing between', ({ operations: rows }) => {
  const names = rows.map(({ name }) => name);
  const many = names.filter(
    (name) => name.startsWith('Get Many') && names.includes(name.replace(/ Many(.*?)s?$/, '$1')),
  );
  expect(many.map((name) => names[names.indexOf(name) - 1])).toEqual(
    many.map((name) => name.replace(/ Many(.*?)s?$/, '$1')),
  );
});

test.each(triggers.filter(({ description: { polling } }) => polling !== true).map((one) => one.description))(
  'The panel of $displayName says in its own words what to do: n8n’s say that it pulls events in',
  ({ triggerPanel, webhooks }) => {
    expect(triggerPanel).toMatchObject({
      executionsHelp: { active: expect.any(String), inactive: expect.any(String) },
    });
    // Of a trigger with a webhook, n8n takes an empty header for none.
    if (webhooks !== undefined) expect(triggerPanel).toMatchObject({ header: expect.stringMatching(/\w/) });
  },
);

test('A resource mapper goes by one name: on the screen, its values’', () => {
  for (const { property } of placed.filter((one) => one.property.type === 'resourceMapper')) {
    expect(property.displayName).toBe(property.typeOptions?.resourceMapper?.valuesLabel);
  }
});

test('A list that is loaded is called by what it lists, in the singular: n8n has its own words behind it', () => {
  const labels = placed.map(({ property }) => property.displayName).filter((label) => /\bor IDs?$/.test(label));
  expect([...new Set(labels)].toSorted()).toEqual([
    'API Version Name or ID',
    'Channel Names or IDs',
    'Returned Field Names or IDs',
    'Watched Field Names or IDs',
  ]);
  expect(labels.map(spokenLabel)).toEqual(expect.arrayContaining(['API Version', 'Channels', 'Returned Fields']));
});

test('How conditions are combined is asked only where there are conditions', () => {
  const isAsked = (conditions: NodeParameterValueType) => {
    const parameters = { resource: 'record', operation: 'getAll', conditions };
    return shown(parameters).some(({ name }) => name === 'combineConditions');
  };
  const row = { field: { __rl: true, mode: 'list', value: 'Name' }, operator: 'equals', value: 'x' };
  expect([{}, { condition: [] }].map(isAsked)).toEqual([false, false]);
  expect([{ condition: [row] }, { condition: [row, row] }].map(isAsked)).toEqual([true, true]);
});

describe('Every operation', () => {
  test.each(operations)('$title is in the menus, and chosen it shows its own fields', ({ resource, operation }) => {
    const parameters = { resource: resource.value, operation: operation.value };
    const visible = shown(parameters);
    const menu = visible.filter(({ name }) => name === 'operation').flatMap(menuOf);
    expect(menu.map(({ value }) => value)).toContain(operation.value);
    expect(findOperation(resource.value, operation.value)).toBe(operation);

    const own = visible.filter(({ name }) => !['authentication', 'operation', 'resource'].includes(name));
    const always = operation.properties.filter(({ displayOptions }) => displayOptions === undefined);
    expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(always.map(({ name }) => name)));
    const options = own.find(({ name }) => name === 'options')?.options?.map(({ name }) => name) ?? [];
    const given = operation.options ?? [];
    const version = operation.isUnversioned === true ? [] : ['apiVersion'];
    expect(options.toSorted()).toEqual([...version, ...given.map(({ name }) => name)].toSorted());
    const names = own.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test.each(operations)('$title has an action in sentence case and without articles', ({ operation }) => {
    expect(operation.action).toMatch(/^[A-Z][a-z]+ (?!.*\b(?:a|an|the)\b)/);
    expect(operation.action.slice(1).replaceAll(/SOQL|API|Apex|GraphQL|REST/g, '')).toMatch(/^[a-z ]+$/);
  });

  test('The value that an operation does not have finds nothing, nor does the name of an object’s own method', () => {
    expect(findOperation('record', 'soql')).toBeUndefined();
    expect(findOperation('record', 'constructor')).toBeUndefined();
    expect(findOperation('', '')).toBeUndefined();
  });
});

describe('Every displayOption', () => {
  const conditional = placed.filter(({ property }) => property.displayOptions !== undefined);

  test('refers to a field that exists beside it, and to values that the field can have', () => {
    const broken = conditional.flatMap(({ property, neighbors, form }) =>
      Object.values(property.displayOptions ?? {}).flatMap((rules) =>
        Object.entries(rules as Record<string, unknown[]>).flatMap(([name, values]) => {
          // A slash leads to the form's own fields. No part of a field: n8n 1 would not load the node.
          const named = name.startsWith('/')
            ? form.filter((one) => `/${one.name}` === name)
            : neighbors.filter((one) => one.name === name);
          const possible = named.flatMap(valuesOf);
          return values
            .filter((value) => typeof value !== 'object' && !possible.includes(value))
            .map((value) => `${property.name}: ${name}=${String(value)}`);
        }),
      ),
    );
    expect(broken).toEqual([]);
    expect(conditional.length).toBeGreaterThan(operations.length);
  });

  test('can come true: each field of each operation is shown by some values of the fields before it', () => {
    const unreachable = operations.flatMap(({ title, resource, operation }) =>
      operation.properties
        .filter((property) => {
          const switches = Object.entries(property.displayOptions?.show ?? {}).map(([name, values]) => [
            name,
            values?.[0],
          ]);
          return !['Account', ''].some((object) => {
            const parameters = {
              resource: resource.value,
              operation: operation.value,
              ...Object.fromEntries(
                ['object', 'flow', 'actionName'].map((name) => [name, { __rl: true, mode: 'name', value: object }]),
              ),
              conditions: { condition: [{}] },
              ...Object.fromEntries(switches),
            };
            return shown(parameters).some(({ name }) => name === property.name);
          });
        })
        .map(({ name }) => `${title}: ${name}`),
    );
    expect(unreachable).toEqual([]);
  });

  function valuesOf(property: INodeProperties): unknown[] {
    // A locator's values are the org's; what the form can tell is that none is chosen yet.
    if (property.type === 'resourceLocator') return [''];
    return property.type === 'boolean' ? [true, false] : menuOf(property).map(({ value }) => value);
  }
});

describe('Before an object is chosen', () => {
  /** What the editor loads as soon as it shows it, and shows as failed where there is no object. */
  const loadedAtOnce = ({ type, typeOptions }: INodeProperties) =>
    (type === 'resourceMapper' || typeOptions?.loadOptionsMethod !== undefined) &&
    typeOptions?.loadOptionsDependsOn?.includes('object.value') === true;
  const affected = operations.filter(({ operation }) => operation.properties.some(loadedAtOnce));

  test.each(affected)('$title shows no list that fails, and says what to do', ({ resource, operation }) => {
    const offered = (object: string) =>
      shown({
        resource: resource.value,
        operation: operation.value,
        object: { __rl: true, mode: 'list', value: object },
      });
    expect(offered('').filter(loadedAtOnce)).toEqual([]);
    expect(offered('').map(({ name }) => name)).toContain('chooseObject');
    expect(offered('Account').filter(loadedAtOnce)).toHaveLength(1);
    for (const object of ['Account', '={{ $json.object }}']) {
      expect(offered(object).map(({ name }) => name)).not.toContain('chooseObject');
    }
  });

  test('all operations with such a list are meant', () => {
    expect(affected.map(({ title }) => title).toSorted()).toEqual([
      'event publish',
      'record create',
      'record createWithRelated',
      'record get',
      'record getAll',
      'record getUpdated',
      'record merge',
      'record update',
      'record upsert',
    ]);
  });
});

test('A resource mapper has no hint, which the editor would not show, and leaves its errors to its loader', () => {
  for (const { property } of placed.filter((one) => one.property.type === 'resourceMapper')) {
    expect(property.hint).toBeUndefined();
    expect(property.typeOptions?.resourceMapper?.hideNoDataError).toBe(true);
  }
});

test('An error names a field of the form by the label that the form shows', () => {
  const shownLabels = placed.flatMap(({ property }) => [
    spokenLabel(property.displayName),
    property.typeOptions?.resourceMapper?.valuesLabel,
  ]);
  const elsewhere = ['Authentication', 'Time Zone'];
  const named = sources(path.join(__dirname, '../../nodes')).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bfield: '([^']+)'/g)].map(([, label]) => label),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((label) => !shownLabels.includes(label) && !elsewhere.includes(label ?? ''))).toEqual([]);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file));
}

describe('Every list', () => {
  test('has no value twice, and is sorted by name, except for the two menus, which follow the table', () => {
    for (const { property } of placed) {
      const menu = menuOf(property);
      const names = menu.map(({ name }) => name);
      expect(new Set(menu.map(({ value }) => value)).size).toBe(menu.length);
      if (property.name === 'resource' || property.name === 'operation') continue;
      expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')));
    }
  });

  test('has its default among its values, unless the org fills it', () => {
    const strays = placed
      .filter(({ property }) => property.type === 'options' && property.typeOptions?.loadOptionsMethod === undefined)
      .filter(({ property }) => !menuOf(property).some(({ value }) => value === property.default))
      .map(({ property }) => property.name);
    expect(strays).toEqual([]);
  });

  const existing = Object.entries(methods).flatMap(([kind, byName]) =>
    Object.keys(byName).map((name) => `${kind} ${name}`),
  );

  /** The loaders that the properties name, as the node has them: their kind and their name. */
  function loadersOf(all: readonly INodeProperties[]): string[] {
    return place(all)
      .flatMap(({ property: { typeOptions, modes = [] } }) => [
        ['loadOptions', typeOptions?.loadOptionsMethod],
        ['resourceMapping', typeOptions?.resourceMapper?.resourceMapperMethod],
        ...modes.map((mode) => ['listSearch', mode.typeOptions?.searchListMethod]),
      ])
      .filter(([, name]) => name !== undefined)
      .map(([kind, name]) => `${String(kind)} ${String(name)}`);
  }

  test.each(operations)('of $title that the org fills names a loader that exists', ({ operation }) => {
    expect(existing).toEqual(
      expect.arrayContaining(loadersOf([...operation.properties, ...(operation.options ?? [])])),
    );
  });

  test('that the org fills names a loader that exists, and every loader is named', () => {
    expect([...new Set(forms.flatMap(loadersOf))].toSorted()).toEqual(existing.toSorted());
  });

  test('that depends on another field depends on one that exists', () => {
    const rowsOf = ({ options = [] }: INodeProperties) => options.flatMap((one) => ('values' in one ? one.values : []));
    const names = new Set(placed.flatMap(({ property }) => [property, ...rowsOf(property)].map(({ name }) => name)));
    const wanted = placed.flatMap(({ property }) => property.typeOptions?.loadOptionsDependsOn ?? []);
    expect(wanted.length).toBeGreaterThan(0);
    for (const path of wanted) expect(names).toContain(path.replace('&', '').split('.')[0]);
  });
});

test('What was chosen from a list of one object is chosen anew when the object changes', () => {
  const names = ['externalIdField', 'field', 'fields', 'fieldsToReturn', 'recordId'];
  const lists = placed.filter(({ property }) => names.includes(property.name) && property.type !== 'string');
  expect([...new Set(lists.map(({ property }) => property.name))].toSorted()).toEqual(names);
  for (const { property } of lists) expect(property.typeOptions?.loadOptionsDependsOn).toContain('object.value');
});

test('Fields to send are offered anew when the operation changes, though all operations have a field of that name', () => {
  const mappers = placed.filter(({ property }) => property.type === 'resourceMapper');
  const lists = mappers.map(({ property }) => property.typeOptions?.resourceMapper?.resourceMapperMethod);
  expect([...new Set(lists)].toSorted()).toEqual([
    'getActionInputs',
    'getFieldsOfChild',
    'getFieldsToCreate',
    'getFieldsToUpdate',
    'getFieldsToUpsert',
    'getFlowInputs',
  ]);
  // Those in a row are of one operation alone.
  const ofForms = mappers.filter(
    ({ property }) => property.typeOptions?.loadOptionsDependsOn?.[1] !== '&relationship.value',
  );
  expect(ofForms.length).toBeGreaterThan(5);
  for (const { property } of ofForms) expect(property.typeOptions?.loadOptionsDependsOn).toContain('operation');
});

describe('The wording keeps to n8n’s guidelines', () => {
  /** What the editor shows of it in a row, in a window of 1,440 pixels. */
  const MOST_BESIDE_MODES = 34;
  const SMALL = /^(?:and|at|by|for|in|of|on|or|to|with)$/;
  const isTitle = (text: string) => text.split(' ').every((word) => SMALL.test(word) || /^[("A-Z0-9]/.test(word));

  test('Names of fields and choices are in Title Case', () => {
    const titled = placed.filter(({ property }) => property.type !== 'notice');
    const names = titled.flatMap(({ property }) => [property.displayName, ...menuOf(property).map(({ name }) => name)]);
    expect(names.filter((name) => !isTitle(name))).toEqual([]);
  });

  test('Descriptions are in sentence case and end with a full stop only when they have several sentences', () => {
    const texts = placed
      .flatMap(({ property }) => [property.description, ...menuOf(property).map((choice) => choice.description)])
      .filter((text) => text !== undefined);
    const wrong = texts.filter((text) => {
      const several = /[.!?] [A-Z:]/.test(text.replace(/e\.g\. /g, ''));
      return !/^[A-Z]/.test(text) || text.endsWith('.') !== several;
    });
    expect(wrong).toEqual([]);
  });

  test('A switch’s description starts with “Whether”', () => {
    const switches = placed.filter(({ property }) => property.type === 'boolean');
    expect(switches.length).toBeGreaterThan(0);
    for (const { property } of switches) expect(property.description).toMatch(/^Whether to /);
  });

  test('A placeholder is an example, an invitation to add, or one to choose', () => {
    const all = placed.flatMap(({ property }) => [
      property.placeholder,
      ...(property.modes ?? []).map((mode) => mode.placeholder),
    ]);
    const wrong = all.filter((text) => text !== undefined && !/^(?:e\.g\. |Add |Select an? .*…$)/.test(text));
    expect(wrong).toEqual([]);
  });

  test('The placeholder beside a menu of modes can be read whole, unless it is an address', () => {
    const modes = placed.flatMap(({ property }) => property.modes ?? []).filter(({ name }) => name !== 'url');
    const long = modes.map(({ placeholder = '' }) => placeholder).filter((text) => text.length > MOST_BESIDE_MODES);
    expect(modes.length).toBeGreaterThan(20);
    expect(long).toEqual([]);
  });

  test('Hints have at most 120 characters', () => {
    for (const { property } of placed) expect((property.hint ?? '').length).toBeLessThanOrEqual(120);
  });

  test('A resource locator offers the list first', () => {
    const locators = placed.filter(({ property }) => property.type === 'resourceLocator');
    expect(locators.length).toBeGreaterThan(0);
    for (const { property } of locators) expect(property.modes?.[0]?.name).toBe('list');
  });
});

test('Each way to sign in shows its own credential and no other', () => {
  const choices = properties
    .filter(({ name }) => name === 'authentication')
    .flatMap(menuOf)
    .map(({ value }) => value);
  const shownBy = choices.map((choice) =>
    (description.credentials ?? [])
      .filter(({ displayOptions }) => displayOptions?.show?.['authentication']?.includes(choice))
      .map(({ name }) => name),
  );
  expect(Object.fromEntries(choices.map((choice, i) => [choice, shownBy[i]]))).toEqual({
    jwt: ['salesforceConnectorJwtApi'],
    oAuth2: ['salesforceConnectorOAuth2Api'],
  });
});
