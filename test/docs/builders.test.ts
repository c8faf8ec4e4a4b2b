import { describe, expect, test } from '@jest/globals';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { SalesforceConnector } from '../../nodes/SalesforceConnector/SalesforceConnector.node';
import { SalesforceConnectorTrigger } from '../../nodes/SalesforceConnector/SalesforceConnectorTrigger.node';
import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { EXAMPLES } from '../../scripts/calls/examples';
import { rowStart, ROWS } from '../../scripts/calls/table';
import { emphasized, prose, readPage } from './pages';

const guide = prose(readPage('docs/builders.md').text);
const sections = guide.split(/^## /m).slice(1);

/** What the first cells of tables name. */
const cellsIn = (text: string): string[] =>
  [...text.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => cell.split(', '));

/** `conditions.condition`: where a workflow file has the rows of a field. */
const rowsIn = (properties: readonly INodeProperties[]): string[] =>
  properties.flatMap(({ name, type, options = [] }) => {
    if (type === 'collection') return rowsIn(options as INodeProperties[]);
    return type === 'fixedCollection'
      ? (options as INodePropertyCollection[]).map((rows) => `${name}.${rows.name}`)
      : [];
  });

describe('The guide for builders', () => {
  test('names the keys of all rows, for whoever generates workflows', () => {
    const nodes = [new SalesforceConnector(), new SalesforceConnectorTrigger()];
    const keys = new Set(nodes.flatMap(({ description }) => rowsIn(description.properties)));
    expect(keys.size).toBeGreaterThan(10);
    expect([...keys].filter((key) => !guide.includes(`\`${key}\``))).toEqual([]);
  });

  test('has a row for each operation in its table of calls, with an example (npm run calls)', () => {
    const rows = guide.split('\n').filter((line) => /^\| [\w ]+ > \*\*/.test(line));
    const figures = /^(?:\d[\d,]*|\d+, then 0) \| \d[\d,]*(?: each)? \|$/;
    expect(rows.map((row, i) => row.startsWith(rowStart(ROWS[i]?.key ?? '')))).toEqual(ROWS.map(() => true));
    expect(rows.filter((row, i) => !figures.test(row.slice(rowStart(ROWS[i]?.key ?? '').length)))).toEqual([]);
    expect(Object.keys(EXAMPLES)).toEqual(ROWS.map(({ key }) => key));
  });

  test('names each option of each operation', () => {
    const named = new Set([...emphasized(guide).flatMap((words) => words.split(' > ')), ...cellsIn(guide)]);
    const options = ROWS.flatMap(({ key, operation: { options = [] } }) =>
      options.map(({ displayName }) => ({ key, name: displayName.replace(/ Names? or IDs?$/, '') })),
    );
    expect(options.length).toBeGreaterThan(100);
    expect(options.filter(({ name }) => !named.has(name)).map(({ key, name }) => `${key}: ${name}`)).toEqual([]);
  });

  test.each(RESOURCES.map((resource) => [resource.name, resource] as const))(
    'names each operation of %s in its section',
    (name, { operations }) => {
      const text = sections.find((section) => new RegExp(`^(?:.* and )?${name}(?: and .*)?\n`).test(section)) ?? '';
      const named = new Set([...emphasized(text).flatMap((words) => words.split(' > ')), ...cellsIn(text)]);
      expect(operations.map((operation) => operation.name).filter((one) => !named.has(one))).toEqual([]);
    },
  );
});
