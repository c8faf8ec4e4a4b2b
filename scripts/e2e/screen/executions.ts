import type { ConsoleMessage, Locator, Page } from 'playwright-core';

import { shows, words } from './form';
import { isExecuted } from './node';

/** The button that says whether the workflow that is shown is published. */
const publication = (page: Page): Locator => page.getByTestId('workflow-open-publish-modal-button');

/** Publishes the workflow that is shown. */
export async function publishShown(page: Page): Promise<string> {
  const button = publication(page);
  await button.click();
  await page.getByTestId('workflow-publish-button').click();
  await shows(button, 'Published');
  const dialog = page.getByTestId('activation-modal');
  const said = await words(dialog);
  await dialog.getByRole('button', { name: 'Got it' }).click();
  return said;
}

/** Ends that, and returns what n8n then says. */
export async function unpublishShown(page: Page): Promise<string> {
  await page.getByTestId('version-menu-button').click();
  await page.getByRole('menuitem', { name: 'Unpublish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unpublish' }).click();
  const said = await shows(page.getByRole('alert'), 'Workflow unpublished successfully');
  return `${said} ${await shows(publication(page), /^\s*Publish\s*$/)}`;
}

/** Executes the workflow that is shown, without waiting for its end. */
export async function executeWorkflow(page: Page): Promise<void> {
  await Promise.all([page.waitForResponse(isExecuted), page.getByTestId('execute-workflow-button').click()]);
}

/** Stops the execution that is shown, and returns what n8n then says. */
export async function stopExecution(page: Page): Promise<string> {
  await page.getByTestId('stop-execution-button').click();
  return await shows(page.getByRole('alert'), 'Execution stopped');
}

/** What a node says in the browser's console while it is executed, once it says this. */
export async function nodeSays(page: Page, words: string): Promise<string> {
  const isIt = (message: ConsoleMessage) => message.text().includes(words);
  return (await page.waitForEvent('console', isIt)).text();
}

/**
 * Shows the executions of a workflow, and returns the list once it is as expected. The page is loaded for it: n8n's editor
 * would still show the execution that was looked at before, of whatever workflow.
 */
export async function showExecutions(
  page: Page,
  workflow: string,
  expected: RegExp | string,
  timeout?: number,
): Promise<string> {
  await page.goto(`${workflow}/executions`);
  const list = page.getByTestId('current-executions-list');
  if (timeout !== undefined) {
    await list.filter({ hasText: expected }).waitFor({ timeout });
    // Beside the list, the execution is still as it was when the page was loaded.
    await page.reload();
  }
  return await shows(list, expected);
}

/** Shows the newest of the listed executions that have succeeded. n8n's checklist can lie over the list. */
export async function showLastSuccess(page: Page): Promise<void> {
  const checklist = page.getByText('Production Checklist');
  await page.addLocatorHandler(checklist, async () => await page.keyboard.press('Escape'));
  await page.locator('[data-test-id^="execution-details-"]').filter({ hasText: 'Succeeded' }).first().click();
}
