import { RESOURCES } from '../../../nodes/SalesforceConnector/operations';
import { saveJwt } from '../../credentials';
import type { Scenario } from '../scenario';
import { choose, field, words } from '../screen/form';
import { openNode } from '../screen/node';
import { showWorkflow } from '../screen/workflow';

/** Each resource's menu of operations, and each operation's form as it is before anything is filled in. */
export const forms: Scenario = {
  name: 'forms',
  title: 'A builder looks at every form',
  async play({ page, n8n, org, step }) {
    const form = page.getByTestId('node-parameters');
    await page.setViewportSize({ width: 1440, height: 1600 });
    await step('Adds the node, and opens it', async () => {
      const credential = await saveJwt(n8n, org);
      await showWorkflow(page, n8n, [{ name: 'Salesforce', type: 'salesforceConnector', parameters: {}, credential }]);
      await openNode(page, 'Salesforce');
      return await words(form);
    });
    for (const resource of RESOURCES) {
      await step(`Chooses ${resource.name}, and opens the list of operations`, async () => {
        await choose(page, 'resource', resource.name);
        await field(page, 'operation').click();
        await page.getByRole('option').first().waitFor();
        return (await page.getByRole('option').allInnerTexts()).join('; ');
      });
      await page.keyboard.press('Escape');
      for (const operation of resource.operations) {
        await step(
          `Chooses ${resource.name} > ${operation.name}`,
          async () => {
            await choose(page, 'operation', operation.name);
            await page.mouse.move(0, 0);
            return await words(form);
          },
          () => form,
        );
      }
    }
  },
};
