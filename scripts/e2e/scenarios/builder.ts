import { saveJwt } from '../../credentials';
import type { Scenario } from '../scenario';
import {
  addRow,
  choose,
  chooseFromList,
  chooseMode,
  field,
  fill,
  fillBy,
  hasWords,
  shows,
  words,
} from '../screen/form';
import { openNode, output, run } from '../screen/node';
import { showWorkflow } from '../screen/workflow';

const LAST_NAME = "O'Neil 😀";

/** What somebody does who builds a workflow: the node from the panel, records written, found and read, and mistakes. */
export const builder: Scenario = {
  name: 'builder',
  title: 'A builder creates, finds and reads records',
  async play({ page, n8n, org, step }) {
    const credential = await saveJwt(n8n, org);
    const found = (object: string, name: string, value: string) => {
      const { store } = org.org;
      const type = store.schema.object(object);
      const key = type && store.schema.field(type, name);
      return type && key ? store.byField(type, key, value) : [];
    };
    const contacts = (lastName: string) => found('Contact', 'LastName', lastName);

    await step('Adds a trigger, and looks for the node in the panel', async () => {
      await page.goto(`${n8n.url}/workflow/new`);
      await page.getByTestId('canvas-plus-button').first().click();
      await page.getByTestId('node-creator-search-bar').fill('Manual');
      await page.getByTestId('node-creator-item-name').filter({ hasText: 'Manual Trigger' }).first().click();
      await page.getByTestId('execute-workflow-button').waitFor();
      await page.getByTestId('canvas-handle-plus').first().click();
      await page.getByTestId('node-creator-search-bar').fill('Salesforce Connector');
      return await words(
        page.getByTestId('node-creator-item-name').filter({ hasText: 'Salesforce Connector' }).first(),
      );
    });
    await step('Opens it, and chooses the action Create record', async () => {
      await page.getByTestId('node-creator-item-name').filter({ hasText: 'Salesforce Connector' }).first().click();
      await page.getByText('Create record', { exact: true }).first().click();
      return await words(page.getByTestId('node-parameters'));
    });
    await step('Searches the list of objects for “contact”, and chooses Contact', async () => {
      const chosen = await chooseFromList(page, 'object', 'Contact');
      await field(page, 'LastName').waitFor();
      return chosen;
    });
    await step('Enters a last name, and executes the step', async () => {
      await fill(page, { LastName: LAST_NAME });
      const shown = hasWords(await run(page), '1 item', 'true');
      const [created, ...more] = contacts(LAST_NAME);
      if (created === undefined || more.length > 0) throw new Error(`The org has ${more.length} more such contacts.`);
      return hasWords(shown, String(created['Id']));
    });

    await step('Chooses Get Many, Opportunity, two conditions and a sort', async () => {
      await choose(page, 'operation', 'Get Many');
      await chooseFromList(page, 'object', 'Opportunity');
      const stage = await addRow(page, 'conditions', 'Add Condition');
      await chooseFromList(stage, 'field', 'Stage');
      await chooseMode(stage, 'value', 'From list');
      await chooseFromList(stage, 'value', 'Prospecting');
      const amount = await addRow(page, 'conditions', 'Add Condition');
      await chooseFromList(amount, 'field', 'Amount');
      await choose(amount, 'operator', 'Greater Than');
      await fillBy(amount, 'value', 'By Value', '1000');
      const sort = await addRow(page, 'sort', 'Add Sort Field');
      await chooseFromList(sort, 'field', 'Close Date');
      await choose(sort, 'direction', 'Descending');
      return await words(page.getByTestId('node-parameters'));
    });
    await step('Executes the step', async () => {
      const count = found('Opportunity', 'StageName', 'Prospecting').filter(
        ({ Amount }) => Number(Amount) > 1000,
      ).length;
      return hasWords(await run(page), count === 1 ? '1 item' : `${count} items`, 'Prospecting');
    });

    await step('Chooses Get, and a contact by its name', async () => {
      await choose(page, 'operation', 'Get');
      await chooseFromList(page, 'object', 'Contact');
      return await chooseFromList(page, 'recordId', LAST_NAME);
    });
    await step('Executes the step', async () => hasWords(await run(page), '1 item', LAST_NAME));
    await step('Pastes the address of the contact’s page instead, and executes the step', async () => {
      const id = String(contacts(LAST_NAME)[0]?.['Id']);
      await fillBy(page, 'recordId', 'By URL', `https://acme.lightning.force.com/lightning/r/Contact/${id}/view`);
      return hasWords(await run(page), '1 item', LAST_NAME);
    });
    await step('Pastes the address of an account, and executes the step', async () => {
      const account = 'https://acme.lightning.force.com/lightning/r/Account/001000000000001AAA/view';
      await fillBy(page, 'recordId', 'By URL', account);
      return hasWords(
        await run(page),
        'is not the ID of a record of Contact',
        'Choose the object that the record belongs to',
      );
    });

    const failing = {
      name: 'Create',
      type: 'salesforceConnector',
      parameters: {
        resource: 'record',
        operation: 'create',
        object: { __rl: true, mode: 'list', value: 'Contact', cachedResultName: 'Contact' },
        fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
      },
      credential,
    };
    const items = [{ LastName: 'Good' }, { LastName: 'Bad', Email: 'no address' }, { LastName: 'Fine' }];
    await step('Creates three contacts, one with a bad email address', async () => {
      await showWorkflow(page, n8n, [failing], items);
      await openNode(page, 'Create');
      return hasWords(await run(page), 'Email', 'item 1');
    });
    await step('Sends failed items to the error output, and executes the step again', async () => {
      await showWorkflow(page, n8n, [{ ...failing, settings: { onError: 'continueErrorOutput' } }], items);
      await openNode(page, 'Create');
      const succeeded = hasWords(await run(page), '2 of 3 items succeeded', 'Success Branch (2 items)');
      await output(page).getByText('Error Branch (1 item)').click();
      return `${succeeded} ${await shows(output(page), 'INVALID_EMAIL_ADDRESS')}`;
    });
  },
};
