import type { Locator, Page, Response } from 'playwright-core';

import { words } from './form';

/** As n8n shows items: in a table, as a list of fields, or as files. It keeps to the way that was looked at last. */
const ITEMS = 'tbody, [data-test-id="run-data-schema-item"], [data-test-id^="ndv-binary-data"]';
const LONGEST_RUN_MS = 60_000;

/** The window of a node: its form, and what its last run gave. */
export async function openNode(page: Page, name: string): Promise<void> {
  await page
    .getByTestId('canvas-node')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first()
    .dblclick();
  await page.getByTestId('node-parameters').waitFor();
}

export async function closeNode(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByTestId('node-parameters').waitFor({ state: 'hidden' });
}

export const output = (page: Page): Locator => page.getByTestId('output-panel');

/** Executes the step, and returns what the output then shows: the items, or the error. */
export async function run(page: Page): Promise<string> {
  const isRun = (response: Response) => response.url().endsWith('/run') && response.request().method() === 'POST';
  const [started] = await Promise.all([page.waitForResponse(isRun), page.getByTestId('node-execute-button').click()]);
  const { data } = (await started.json()) as { data: { executionId: string } };
  await untilEnded(page, new URL(`/rest/executions/${data.executionId}`, started.url()).href);
  const items = output(page).locator(ITEMS).or(output(page).getByText('No output data returned'));
  await items.or(output(page).getByTestId('node-error-message')).first().waitFor();
  return await words(output(page));
}

/** What the panel showed before stays there until the execution has ended. */
async function untilEnded(page: Page, execution: string): Promise<void> {
  for (const deadline = Date.now() + LONGEST_RUN_MS; Date.now() < deadline;) {
    await page.waitForTimeout(300);
    const answer = await page.request.get(execution);
    const { data } = (await answer.json()) as { data?: { stoppedAt?: string | null } };
    if (typeof data?.stoppedAt === 'string') {
      await page.waitForTimeout(300);
      return;
    }
  }
  throw new Error('The execution does not end.');
}
