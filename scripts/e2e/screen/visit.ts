import type { Locator, Page } from 'playwright-core';

/**
 * Goes to an address of n8n's editor: as one of its links does where it is open, since loading it takes seconds.
 * Returns when the page shows what no other page does. A window that is open before a page, such as a credential's, would stay.
 */
export async function visit(page: Page, address: string, shown: Locator): Promise<void> {
  const { origin, pathname } = new URL(address);
  const isThere = new URL(page.url()).origin === origin;
  if (isThere && !(await page.getByRole('dialog').first().isVisible()))
    await page.evaluate(`history.pushState({}, '', '${pathname}'); dispatchEvent(new PopStateEvent('popstate'))`);
  else await page.goto(address);
  await shown.waitFor();
}

/** The name of a workflow, in its window. */
export const workflowName = (page: Page, name: string): Locator =>
  page.getByTestId('workflow-name-input').filter({ hasText: name });
