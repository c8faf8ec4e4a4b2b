import type { Page } from 'playwright-core';

/**
 * Goes to an address of n8n's editor: as one of its links does where it is open, since loading it takes seconds. A window that
 * is open before the page, such as a credential's, would stay.
 */
export async function visit(page: Page, address: string): Promise<void> {
  const { origin, pathname } = new URL(address);
  const isThere = new URL(page.url()).origin === origin;
  if (!isThere || (await page.getByRole('dialog').first().isVisible())) {
    await page.goto(address);
    return;
  }
  await page.evaluate(`history.pushState({}, '', '${pathname}'); dispatchEvent(new PopStateEvent('popstate'))`);
}
