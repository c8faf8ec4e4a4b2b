import { describe, expect, test } from '@jest/globals';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { Salesforce } from 'n8n-nodes-base/dist/nodes/Salesforce/Salesforce.node';
import { SalesforceTrigger } from 'n8n-nodes-base/dist/nodes/Salesforce/SalesforceTrigger.node';
import { version } from 'n8n-nodes-base/package.json';

import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { readPage } from './pages';

const { text } = readPage('docs/moving-from-the-built-in-node.md');

/** The first cells of each row of the page's tables. */
const rows = text.split('\n').map((line) =>
  line
    .split('|')
    .map((cell) => cell.trim())
    .slice(1),
);

const menu = (properties: readonly INodeProperties[], name: string, resource?: string) =>
  properties
    .filter(
      (property) =>
        property.name === name && (property.displayOptions?.show?.['resource'] ?? [resource]).includes(resource),
    )
    .flatMap(({ options = [] }) => options as INodePropertyOptions[]);

const { properties } = new Salesforce().description;
const operations = menu(properties, 'resource').flatMap((resource) =>
  menu(properties, 'operation', String(resource.value)).map((operation) => [resource.name, operation.name] as const),
);

describe('The page on moving from the built-in node', () => {
  test('is about the version that it was compared with', () => {
    expect(text).toContain(`n8n-nodes-base ${version}.`);
  });

  test('has one row for each of its operations, and no other', () => {
    expect(operations.length).toBeGreaterThan(60);
    const named = rows.flatMap(([resources = '', operation = '']) =>
      /^\*\*[^*]+\*\*$/.test(operation)
        ? resources.split(', ').map((resource) => `${resource}: ${operation.replaceAll('*', '')}`)
        : [],
    );
    const theirs = operations.map(([resource, operation]) => `${resource}: ${operation}`);
    expect(named.filter((one) => !one.startsWith('Salesforce ')).toSorted()).toEqual(theirs.toSorted());
  });

  test('is what the page on a second node counts', () => {
    const resources = new Set(operations.map(([resource]) => resource));
    const counted = `${operations.length} operations on ${resources.size} resources`;
    const ours = RESOURCES.flatMap((resource) => resource.operations).length;
    const { text: why } = readPage('docs/why-a-second-node.md');
    expect([why.includes(counted), why.includes(`of the other ${ours - 6},`)]).toEqual([true, true]);
  });

  test('names everything that its trigger starts on', () => {
    const events = menu(new SalesforceTrigger().description.properties, 'triggerOn').map(({ name }) => name);
    expect(events.length).toBeGreaterThan(10);
    const named = rows.flatMap(([cell = '']) => cell.split(', ').filter((one) => / (?:Created|Updated)$/.test(one)));
    expect(named.toSorted()).toEqual(events.toSorted());
  });
});
