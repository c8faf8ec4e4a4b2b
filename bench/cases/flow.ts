import type { IDataObject } from 'n8n-workflow';

import { ourNode } from '../n8n';
import { builtin, collections, KEY, ours, WRITE_BARS } from './contacts';
import type { Case, Task } from './define';

const FLOW = 'Create_Follow_Up';

interface RunResult {
  isSuccess: boolean;
}

const items = ({ size }: Task): IDataObject[] =>
  Array.from({ length: size }, (_, index) => ({
    subject: `${KEY}${index}`,
    dueDate: '2027-03-01',
    isUrgent: index % 2 === 0,
  }));

export const flow: Case = {
  title: 'Run a flow for 10,000 items',
  size: 10_000,
  warm: 10_000,
  orgSize: () => 1000,
  sides: {
    floor: collections(items, async (http, inputs) => {
      const { data } = await http.post<RunResult[]>(`actions/custom/flow/${FLOW}`, { inputs });
      return { data: data.map(({ isSuccess }) => ({ success: isSuccess })) };
    }),
    ours: ours(
      items,
      ourNode({
        resource: 'flow',
        operation: 'run',
        flow: { __rl: true, mode: 'name', value: FLOW },
        inputs: { mappingMode: 'autoMapInputData', value: null },
      }),
    ),
    builtin: builtin(items, {
      resource: 'flow',
      operation: 'invoke',
      apiName: FLOW,
      variablesUi: {
        variablesValues: ['subject', 'dueDate', 'isUrgent'].map((name) => ({ name, value: `={{ $json.${name} }}` })),
      },
    }),
  },
  builtinSize: 500,
  bars: WRITE_BARS,
  proof: (size) => ({ soql: `SELECT COUNT() FROM Task WHERE Subject LIKE '${KEY}%'`, count: size }),
};
