import { writeExport } from '../../../demo/exportFiles';
import { connectWebServer, saveJwt } from '../../credentials';
import { importSamples } from '../../samples';
import type { Scenario } from '../scenario';
import { executeWorkflow, showExecutions } from '../screen/executions';
import { visit, workflowName } from '../screen/visit';

/** Of the nightly load, which waits for two Bulk jobs. */
const LONGEST_MS = 60_000;

/** What a newcomer does with `npm run editor`. */
export const samples: Scenario = {
  name: 'samples',
  title: 'A newcomer runs each sample workflow',
  org: { size: 1000 },
  async play({ page, n8n, org, step }) {
    writeExport(n8n.files);
    const credentials = [await saveJwt(n8n, org), await connectWebServer(n8n, org)];
    for (const { id, name } of await importSamples(n8n, credentials, n8n.files)) {
      await step(`Runs “${name}”`, async () => {
        const workflow = `${n8n.url}/workflow/${id}`;
        await visit(page, workflow, workflowName(page, name));
        await executeWorkflow(page);
        return await showExecutions(page, workflow, 'Succeeded', LONGEST_MS);
      });
    }
  },
};
