import type { Locator, Page, Response } from 'playwright-core';

import { words } from './form';

/** As n8n shows items: in a table, as a list of fields, or as files. It keeps to the way that was looked at last. */
const ITEMS = 'tbody, [data-test-id="run-data-schema-item"], [data-test-id^="ndv-binary-data"]';
const EXECUTING = '🔄';
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

/** Has the items shown as a list of fields, and returns what the output then shows. */
export async function asSchema(page: Page): Promise<string> {
  await output(page).getByText('Schema', { exact: true }).click();
  await output(page).getByTestId('run-data-schema-item').first().waitFor();
  return await words(output(page));
}

/** Whether n8n has begun to execute what was clicked. */
export const isExecuted = (response: Response): boolean =>
  response.url().endsWith('/run') && response.request().method() === 'POST';

/** Executes the step, and returns what the output then shows: the items, or the error. */
export async function run(page: Page): Promise<string> {
  await Promise.all([page.waitForResponse(isExecuted), page.getByTestId('node-execute-button').click()]);
  // What the panel showed before stays there as long as the title of the page says that n8n executes.
  await page.waitForFunction(`!document.title.startsWith('${EXECUTING}')`, undefined, { timeout: LONGEST_RUN_MS });
  const items = output(page).locator(ITEMS).or(output(page).getByText('No output data returned'));
  await items.or(output(page).getByTestId('node-error-message')).first().waitFor();
  return await words(output(page));
}
