import type { INodeParameters } from 'n8n-workflow';

import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { Control } from '../../../simulator/control/client';
import { idOf } from '../../../simulator/data/ids';
import { saveClientCredentials, saveJwt } from '../../credentials';
import { SAMPLES, type Sample, type SampleNode } from '../../schemas/samples';
import type { Scenario } from '../scenario';
import { closeNode, openNode, output, run } from '../screen/node';
import { type PlacedNode, showDrawing, START } from '../screen/workflow';

/** Runs of operations that return anything, and therefore have no schema. */
const MORE_SAMPLES: readonly Sample[] = [
  { resource: 'apex', operation: 'callRest', parameters: { method: 'GET', path: `Account/${idOf('001', 1)}` } },
  {
    resource: 'graphql',
    operation: 'run',
    parameters: { graphqlQuery: 'query { uiapi { query { Contact(first: 2) { edges { node { Id } } } } } }' },
  },
  {
    resource: 'listView',
    operation: 'getRecords',
    parameters: {
      object: { __rl: true, mode: 'name', value: 'Contact' },
      listViewId: { __rl: true, mode: 'id', value: '00B8d0003000001' },
    },
  },
  { resource: 'report', operation: 'run', parameters: { report: { __rl: true, mode: 'id', value: idOf('00O', 1) } } },
  { resource: 'request', operation: 'send', parameters: { method: 'GET', path: 'limits' } },
  { resource: 'request', operation: 'sendMany', parameters: { method: 'GET', path: 'sobjects/Contact/describe' } },
];

const items = (item: object): SampleNode => ({
  type: 'set',
  typeVersion: 3.4,
  parameters: { mode: 'raw', jsonOutput: JSON.stringify(item), options: {} },
});

/** With the fields that the form lists: n8n's editor drops values of fields that a mapping does not name as listed. */
function listed(parameters: INodeParameters = {}): INodeParameters {
  const { fields } = parameters as { fields?: { value?: object | null } };
  if (fields?.value === undefined || fields.value === null) return parameters;
  const column = { type: 'string', display: true, required: false, defaultMatch: false, removed: false };
  const schema = Object.keys(fields.value).map((id) => ({ id, displayName: id, ...column }));
  return { ...parameters, fields: { ...fields, schema } } as INodeParameters;
}

/** Every operation once, as a builder executes it step by step. */
export const operations: Scenario = {
  name: 'operations',
  title: 'A builder executes every operation once',
  async play({ page, n8n, org, step }) {
    const control = new Control(org.controlUrl);
    const [certificate, secret] = [await saveJwt(n8n, org), await saveClientCredentials(n8n, org)];
    const placed = (sample: Sample, nodes: readonly SampleNode[], name: string): PlacedNode[] =>
      nodes.map(({ type, typeVersion = 1, parameters }, index) => ({
        name: index === nodes.length - 1 ? name : `${name} ${index}`,
        type: type === undefined ? 'salesforceConnector' : `n8n-nodes-base.${type}`,
        typeVersion,
        parameters,
        ...(type === undefined ? { credential: sample.hasSecret === true ? secret : certificate } : {}),
      }));
    for (const resource of RESOURCES) {
      const samples = [...SAMPLES, ...MORE_SAMPLES].filter((sample) => sample.resource === resource.value);
      const chains = samples.map((sample, index) => {
        const { items: [item = {}] = [], before = [], operation } = sample;
        const own = {
          parameters: { resource: resource.value, operation, ...listed(sample.parameters) } as INodeParameters,
        };
        const name = `${operation} ${index + 1}`;
        return { sample, name, nodes: placed(sample, [items(item), ...before, own], name) };
      });
      await showDrawing(page, n8n, { trigger: START, pinned: [{}], chains: chains.map(({ nodes }) => nodes) });
      for (const { sample, name } of chains) {
        await step(`Executes ${resource.name} > ${sample.operation}`, async () => {
          await control.post('bulk', { stateTime: sample.slowJobs === true ? 60_000 : 2 });
          await openNode(page, name);
          const shown = await run(page);
          if (await output(page).getByTestId('node-error-message').isVisible()) throw new Error(shown);
          return shown;
        });
        await closeNode(page);
      }
    }
  },
};
