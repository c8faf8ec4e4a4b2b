import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { createEngine } from '../../engine';
import type { Engine } from '../../engine';
import { chain, edit, itemsOf, manualTrigger, node } from './workflows';

let engine: Engine;
let emptyPackage: string;

beforeAll(async () => {
  emptyPackage = mkdtempSync(path.join(tmpdir(), 'empty-package-'));
  writeFileSync(path.join(emptyPackage, 'package.json'), '{"name": "empty", "n8n": {}}');
  engine = await createEngine({ packageDir: emptyPackage });
});

afterAll(() => {
  engine.close();
  rmSync(emptyPackage, { recursive: true });
});

describe('What a workflow starts with', () => {
  test('A manual trigger gives one empty item', async () => {
    const result = await engine.run(chain(manualTrigger, edit('Edit', { a: '={{ 6 * 7 }}' })));
    expect(result.status).toBe('success');
    expect(itemsOf(result, 'Edit')).toEqual([{ a: '42' }]);
    expect(result.lastNode).toBe('Edit');
  });

  test('Input given for the run takes the place of what the trigger would give', async () => {
    const workflow = chain(node('Hook', 'webhook', 2, { path: 'x' }), edit('Edit', { b: '={{ $json.a + 1 }}' }));
    const result = await engine.run(workflow, { input: [{ a: 1 }, { a: 2 }] });
    expect(itemsOf(result, 'Edit')).toEqual([
      { a: 1, b: '2' },
      { a: 2, b: '3' },
    ]);
  });

  test('Pinned data replaces a node, in the form with and without the json key', async () => {
    const workflow = chain(manualTrigger, node('Never', 'stopAndError', 1, { errorMessage: 'ran' }), edit('Edit', {}));
    const result = await engine.run({ ...workflow, pinData: { Never: [{ json: { a: 1 } }, { a: 2 }] } });
    expect(itemsOf(result, 'Edit')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('A trigger with pinned data is started before a manual one', async () => {
    const workflow = chain(manualTrigger, edit('Edit', {}));
    const hook = node('Hook', 'webhook', 2, { path: 'x' });
    const result = await engine.run({
      ...workflow,
      nodes: [...workflow.nodes, hook],
      connections: { ...workflow.connections, Hook: { main: [[{ node: 'Edit', type: 'main', index: 0 }]] } },
      pinData: { Hook: [{ from: 'a form' }] },
    });
    expect([...result.nodes.keys()]).toEqual(['Hook', 'Edit']);
  });

  test('A schedule trigger fires at once', async () => {
    const schedule = node('Nightly', 'scheduleTrigger', 1.2, { rule: { interval: [{}] } });
    const result = await engine.run(chain(schedule, edit('Edit', { a: 'x' })));
    expect(itemsOf(result, 'Edit')).toEqual([expect.objectContaining({ a: 'x' })]);
  });

  test('The node to start at can be named, and a wrong name is said', async () => {
    const workflow = chain(manualTrigger, edit('First', {}), edit('Second', {}));
    const result = await engine.run(workflow, { start: 'Second', input: [{ a: 1 }] });
    expect([...result.nodes.keys()]).toEqual(['Second']);
    await expect(engine.run(workflow, { start: 'Third' })).rejects.toThrow('This workflow has no node named "Third".');
  });

  test('What is no workflow is refused', async () => {
    const notOne = { name: 'x' } as unknown as Parameters<Engine['run']>[0];
    await expect(engine.run(notOne)).rejects.toThrow('n8n exports an object with "nodes" and "connections"');
  });

  test('An unknown node type is named', async () => {
    const workflow = chain(manualTrigger, node('What', 'n8n-nodes-base.nothingOfTheKind', 1));
    await expect(engine.run(workflow)).rejects.toThrow('Unrecognized node type: n8n-nodes-base.nothingOfTheKind');
  });
});

describe('What becomes of errors', () => {
  const failing = node('Stop', 'stopAndError', 1, { errorMessage: 'Enough' });

  test('A node that throws ends the run, and the run says which and why', async () => {
    const result = await engine.run(chain(manualTrigger, failing, edit('Never', {})));
    expect(result.status).toBe('error');
    expect(result.error).toEqual({ name: 'NodeOperationError', message: 'Enough', node: 'Stop' });
    expect([...result.nodes.keys()]).toEqual(['Start', 'Stop']);
    expect(result.lastNode).toBe('Stop');
  });

  test('With Continue, the run goes on with what the node was given', async () => {
    const workflow = chain(manualTrigger, { ...failing, onError: 'continueRegularOutput' }, edit('Next', {}));
    const result = await engine.run(workflow, { input: [{ a: 1 }] });
    expect(result.status).toBe('success');
    expect(itemsOf(result, 'Next')).toEqual([{ a: 1 }]);
  });

  test('An item that fails carries its index', async () => {
    const assignments = { assignments: [{ id: 'n', name: 'n', value: '={{ $json.text }}', type: 'number' }] };
    const parse = node('Parse', 'set', 3.4, { mode: 'manual', assignments, options: {} });
    const result = await engine.run(chain(manualTrigger, parse), { input: [{ text: '1' }, { text: 'many' }] });
    expect(result.error).toMatchObject({ node: 'Parse', itemIndex: 1 });
  });

  test('A field left empty is an issue, as in the editor', async () => {
    const workflow = chain(manualTrigger, node('Get', 'httpRequest', 4.2, { url: '' }));
    await expect(engine.run(workflow)).rejects.toThrow('Parameter "URL" is required.');
  });
});

describe('What n8n keeps around a run', () => {
  test('Binary data is stored outside of the items and read back', async () => {
    const toFile = node('To File', 'convertToFile', 1.1, { operation: 'csv', options: {} });
    const fromFile = node('From File', 'extractFromFile', 1, { operation: 'csv', options: { enableBOM: true } });
    const result = await engine.run(chain(manualTrigger, toFile, fromFile), { input: [{ a: 'ä', b: 'x,y' }] });
    const file = result.nodes.get('To File')?.outputs[0]?.[0]?.binary?.['data'];
    expect(file?.id).toMatch(/^filesystem-v2:/);
    expect(itemsOf(result, 'From File')).toEqual([{ a: 'ä', b: 'x,y' }]);
  });

  test('Progress is told node by node', async () => {
    const seen: string[] = [];
    await engine.run(chain(manualTrigger, edit('Edit', {})), {
      onNodeStarted: (name) => seen.push(`+${name}`),
      onNodeFinished: (name, { outputs }) => seen.push(`-${name} ${String(outputs[0]?.length)}`),
    });
    expect(seen).toEqual(['+Start', '-Start 1', '+Edit', '-Edit 1']);
  });

  test('A run that is stopped says so and starts no further node', async () => {
    const stop = new AbortController();
    const result = await engine.run(chain(manualTrigger, edit('First', {}), edit('Second', {})), {
      signal: stop.signal,
      onNodeStarted: (name) => {
        if (name === 'First') stop.abort();
      },
    });
    expect(result.status).toBe('canceled');
    expect(result.nodes.has('Second')).toBe(false);
  });

  test('What a node keeps for its next run is given back', async () => {
    const once = node('Once', 'removeDuplicates', 1.1, { compare: 'allFields' });
    const result = await engine.run({ ...chain(manualTrigger, once), staticData: { 'node:Once': { seen: 1 } } });
    expect(result.staticData).toEqual({ 'node:Once': { seen: 1 } });
  });
});
