import { idOf } from '../../../simulator/data/ids';
import { saveJwt } from '../../credentials';
import { ModelStub } from '../modelStub';
import type { Scenario } from '../scenario';
import { hasWords } from '../screen/form';
import { openNode, run } from '../screen/node';
import { showDrawing, START } from '../screen/workflow';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';
const AGENT = {
  name: 'AI Agent',
  type: `${LANGCHAIN}.agent`,
  typeVersion: 3.1,
  parameters: { promptType: 'define', text: 'Do it', options: { enableStreaming: false } },
};

const fromModel = (name: string, what: string) => `={{ $fromAI('${name}', '${what}', 'string') }}`;
const CONTACT = { object: { __rl: true, mode: 'list', value: 'Contact', cachedResultName: 'Contact' } };
/** Without it, n8n gives the model the message of an error, and not what to do. */
const ON_ERROR = { onError: 'continueRegularOutput' };
/** As many as one call may give the model to read. */
const LIMIT = 5;
const LONGEST_ANSWER = 2_000;

const FIND = {
  name: 'Find contacts',
  parameters: {
    resource: 'record',
    operation: 'getAll',
    ...CONTACT,
    limit: LIMIT,
    fieldsToReturn: ['Id', 'Name'],
    conditions: {
      condition: [
        {
          field: { __rl: true, mode: 'name', value: 'LastName' },
          operator: 'equals',
          value: { __rl: true, mode: 'value', value: fromModel('lastName', 'Last name') },
        },
      ],
    },
  },
};
const LIST = {
  name: 'List contacts',
  parameters: { resource: 'record', operation: 'getAll', ...CONTACT, limit: LIMIT, fieldsToReturn: ['Id', 'Name'] },
};
const GET = {
  name: 'Get contact',
  parameters: {
    resource: 'record',
    operation: 'get',
    ...CONTACT,
    recordId: { __rl: true, mode: 'id', value: fromModel('contactId', 'ID of the contact') },
    fieldsToReturn: ['Id', 'Name'],
  },
};

/** What a model may give that is no ID of a contact, and how that is refused. */
const HOSTILE = [
  ["003000000000001' OR Name != '", 'is not a valid Salesforce ID'],
  ['../../limits', 'is not a valid Salesforce ID'],
  ['001000000000001AAA', 'is not the ID of a record of Contact'],
] as const;

export const agent: Scenario = {
  name: 'agent',
  title: 'An AI agent uses the node as its tools',
  async play({ page, n8n, org, step }) {
    const credential = await saveJwt(n8n, org);
    const model = await ModelStub.start();
    const data = { apiKey: 'stub', url: model.url };
    const saved = await n8n.api.post<{ data: { id: string } }>('/credentials', {
      name: 'Model',
      type: 'openAiApi',
      data,
    });
    const chat = {
      name: 'Model',
      type: `${LANGCHAIN}.lmChatOpenAi`,
      typeVersion: 1.2,
      parameters: { model: { __rl: true, mode: 'id', value: 'stub' }, options: {} },
      credential: { id: saved.data.data.id, name: 'Model', type: 'openAiApi' },
    };
    const tools = [FIND, LIST, GET].map((tool) => ({
      ...tool,
      type: 'salesforceConnectorTool',
      credential,
      settings: ON_ERROR,
    }));
    const plain = { ...GET, name: 'Get contact plainly', type: 'salesforceConnectorTool', credential };
    const asks = async (tool: string, values: Readonly<Record<string, unknown>>) => {
      model.next = { tool, values };
      return await run(page);
    };
    try {
      await step('Gives an agent its tools, and executes it: the model looks for a contact', async () => {
        await showDrawing(page, n8n, {
          trigger: START,
          pinned: [{}],
          chains: [[AGENT]],
          attached: [
            { as: 'ai_languageModel', to: AGENT.name, node: chat },
            ...[...tools, plain].map((node) => ({ as: 'ai_tool' as const, to: AGENT.name, node })),
          ],
        });
        await openNode(page, AGENT.name);
        const { store } = org.org;
        const contacts = store.schema.object('Contact');
        const known = contacts && store.byId(contacts, idOf('003', 1));
        const shown = await asks('Find_contacts', { lastName: String(known?.['LastName']) });
        const offered = hasWords(
          model.offered.join(', '),
          'Find_contacts (lastName)',
          'List_contacts ()',
          'Get_contact (contactId)',
        );
        return `${hasWords(shown, 'The tool answered', String(known?.['Name']))} The model was offered: ${offered}`;
      });
      await step('The model lists all contacts: it gets no more than the limit', async () => {
        const shown = hasWords(await asks('List_contacts', {}), 'The tool answered');
        const count = model.answered.match(/"Id":/g)?.length ?? 0;
        if (count !== LIMIT || model.answered.length > LONGEST_ANSWER) throw new Error(model.answered);
        return shown;
      });
      for (const [hostile, refusal] of HOSTILE) {
        await step(`The model gives “${hostile}” as the ID of a contact`, async () =>
          hasWords(await asks('Get_contact', { contactId: hostile }), 'The tool answered', 'INVALID_INPUT', refusal),
        );
      }
      const [[hostile, refusal]] = HOSTILE;
      await step(`The model gives “${hostile}” to a tool without On Error: it reads the message alone`, async () => {
        const shown = await asks('Get_contact_plainly', { contactId: hostile });
        if (model.answered.includes('INVALID_INPUT')) throw new Error(model.answered);
        return hasWords(shown, 'The tool answered', refusal);
      });
      await step('The model gives a condition’s value that is written like a query', async () => {
        const shown = await asks('Find_contacts', { lastName: "x' OR LastName != '" });
        if (model.answered.includes('"Id":')) throw new Error(model.answered);
        return hasWords(shown, 'The tool answered');
      });
    } finally {
      await model.close();
    }
  },
};
