import type { Page } from 'playwright-core';

/** Goes to an address of n8n's editor: as one of its links does where it is open, since loading it takes seconds. */
export async function visit(page: Page, address: string): Promise<void> {
  const { origin, pathname } = new URL(address);
  if (new URL(page.url()).origin !== origin) {
    await page.goto(address);
    return;
  }
  await page.evaluate(`history.pushState({}, '', '${pathname}'); dispatchEvent(new PopStateEvent('popstate'))`);
}
