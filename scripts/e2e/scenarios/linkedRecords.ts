import { saveJwt } from '../../credentials';
import type { Scenario } from '../scenario';
import { fill, hasWords, shows, words } from '../screen/form';
import { openNode, run } from '../screen/node';
import { showWorkflow } from '../screen/workflow';

const named = (value: string) => ({ __rl: true, mode: 'name', value });
const filledIn = (value: object | null) => ({ mappingMode: 'defineBelow', value });

const PARAMETERS = {
  resource: 'record',
  operation: 'createWithRelated',
  object: named('Account'),
  fields: filledIn({ Name: 'Acme' }),
  related: {
    relationship: [{ relationship: named('Contacts'), recordsFrom: 'fields', fields: filledIn(null) }],
  },
};

/** The fields of a row depend on the object that the row's own relationship leads to. */
export const linkedRecords: Scenario = {
  name: 'linked-records',
  title: 'A builder creates an account with a contact',
  async play({ page, n8n, org, step }) {
    const row = page.getByTestId('fixed-collection-related');
    await page.setViewportSize({ width: 1440, height: 1600 });
    await step('Opens Create With Related, whose row asks for the fields of a contact', async () => {
      const credential = await saveJwt(n8n, org);
      const node = { name: 'Salesforce', type: 'salesforceConnector', parameters: PARAMETERS, credential };
      await showWorkflow(page, n8n, [node]);
      await openNode(page, 'Salesforce');
      return await shows(row, 'Last Name');
    });
    await step(
      'Fills in the last name of the contact',
      async () => {
        await fill(row, { LastName: 'Lovelace' });
        return await words(row);
      },
      () => row,
    );
    await step('Runs it', async () => hasWords(await run(page), 'Contacts', 'created'));
  },
};
