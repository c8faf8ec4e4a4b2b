import type { Locator, Page, Response } from 'playwright-core';

import { words } from './form';

/** The window of a node: its form, and what its last run gave. */
export async function openNode(page: Page, name: string): Promise<void> {
  await page.getByTestId('canvas-node').filter({ hasText: name }).first().dblclick();
  await page.getByTestId('node-parameters').waitFor();
}

export async function closeNode(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByTestId('node-parameters').waitFor({ state: 'hidden' });
}

export const output = (page: Page): Locator => page.getByTestId('output-panel');

/** Executes the step, and returns what the output then shows: the items, or the error. */
export async function run(page: Page): Promise<string> {
  const isRun = (response: Response) => response.url().endsWith('/run');
  await Promise.all([page.waitForResponse(isRun), page.getByTestId('node-execute-button').click()]);
  const error = output(page).getByTestId('node-error-message');
  const success = output(page).getByTestId('node-run-status-success');
  await success.or(error).first().waitFor();
  if (await success.isVisible()) await output(page).locator('tbody').first().waitFor();
  return await words(output(page));
}
