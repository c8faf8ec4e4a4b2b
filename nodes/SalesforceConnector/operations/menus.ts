import type { INodeProperties } from 'n8n-workflow';

import { apiVersionOption, optionsProperty } from '../fields/options';
import { labelsOf } from '../host/labels';
import { nameChosen, nameInMenu } from '../host/subtitle';
import type { Operation, Resource } from './define';

/** What operations are about, beside what their resource says. */
const CHOSEN = nameChosen({ ids: ['report', 'dashboard', 'listViewId'], names: ['flow', 'actionName', 'object'] });

/**
 * An expression for what a node says under its name on the canvas: its operation as in the menu, and what was chosen for
 * it, such as an object or a flow; without that, the resource. Where another resource has an operation of that name, the
 * resource is said in any case, except for the first, which is used most.
 */
export function subtitleOf(resources: readonly Resource[]): string {
  const rows = resources.flatMap((resource) =>
    resource.operations.map(({ value, name }) => ({ value: `${resource.value} ${value}`, name, resource })),
  );
  const isClear = ({ name, resource }: (typeof rows)[number]) =>
    resource === resources[0] || rows.filter((row) => row.name === name).length === 1;
  const kinds = rows
    .filter((row) => !isClear(row))
    .map(({ value, resource }) => ({ value, name: `${resource.name} ` }));
  const chosenRow = '$parameter["resource"] + " " + $parameter["operation"]';
  const operation = nameInMenu(rows, chosenRow);
  const kind = nameInMenu(kinds, chosenRow);
  const resource = nameInMenu(resources, '$parameter["resource"]');
  return `={{ ${operation} + ": " + (${CHOSEN} ? (${kind} ?? "") + ${CHOSEN} : ${resource}) }}`;
}

/**
 * The Resource menu, an Operation menu for each resource, and every operation's fields, from the table and in its order:
 * what is used most comes first.
 */
export function propertiesOf(resources: readonly Resource[]): INodeProperties[] {
  return [
    resourceMenu(resources),
    ...resources.map(operationMenu),
    ...resources.flatMap((resource) => resource.operations.flatMap((operation) => fieldsOf(resource, operation))),
  ];
}

function resourceMenu(resources: readonly Resource[]): INodeProperties {
  return {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: resources.map(({ name, value }) => ({ name, value })),
    default: firstOf(resources),
  };
}

function operationMenu({ value: resource, operations }: Resource): INodeProperties {
  return {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [resource] } },
    options: operations.map(({ name, value, action, description }) => ({ name, value, action, description })),
    default: firstOf(operations),
  };
}

/** A new node starts with the first row of the table. */
function firstOf(rows: readonly { value: string }[]): string {
  return rows[0]?.value ?? '';
}

/** All fields of an operation. */
export function ownFields({ properties, options = [], isUnversioned }: Operation): INodeProperties[] {
  const settings = isUnversioned === true ? [...options] : [apiVersionOption, ...options];
  return settings.length === 0 ? [...properties] : [...properties, optionsProperty(...settings)];
}

/** What an operation's fields are called. */
export function labelsOfOperation(operation: Operation): ReadonlySet<string> {
  return labelsOf(ownFields(operation));
}

/** An operation's fields, shown only for it; other display conditions of a field are kept. */
function fieldsOf({ value: resource }: Resource, row: Operation): INodeProperties[] {
  const { value: operation } = row;
  const fields = ownFields(row);
  return fields
    .map((field) => requiredForSure(field, fields))
    .map(loadedAnew)
    .map((property) => ({
      ...property,
      displayOptions: {
        ...property.displayOptions,
        show: { resource: [resource], operation: [operation], ...property.displayOptions?.show },
      },
    }));
}

/**
 * An expression in a field that decides which others are shown shows them all, and n8n does not start a workflow while a
 * required one is empty. What is needed and empty is named by its reader, when the expression has its result.
 */
function requiredForSure(field: INodeProperties, all: readonly INodeProperties[]): INodeProperties {
  const { required: isRequired, ...others } = field;
  const deciders = Object.keys(field.displayOptions?.show ?? {});
  const takesExpression = ({ name, noDataExpression }: INodeProperties) =>
    deciders.includes(name) && noDataExpression !== true;
  return isRequired === true && all.some(takesExpression) ? others : field;
}

/**
 * Operations have fields with the same name, which the editor treats as one field: a mapper keeps offering the fields
 * of the previous operation, unless it depends on the operation.
 */
function loadedAnew(property: INodeProperties): INodeProperties {
  if (property.type !== 'resourceMapper') return property;
  const { typeOptions = {} } = property;
  const loadOptionsDependsOn = [...(typeOptions.loadOptionsDependsOn ?? []), 'operation'];
  return { ...property, typeOptions: { ...typeOptions, loadOptionsDependsOn } };
}
