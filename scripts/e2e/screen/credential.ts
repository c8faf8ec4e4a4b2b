import type { Locator, Page, Response } from 'playwright-core';

import type { RunningOrg } from '../../../simulator';
import type { SavedCredential } from '../../credentials';
import type { N8nHost } from '../../n8nHost';
import { choose, fill, words } from './form';

/** The window of a credential. */
export const credentialWindow = (page: Page): Locator => page.getByTestId('credential-edit-dialog');

export async function openNewCredential(page: Page, origin: string, type: string): Promise<void> {
  await page.goto(`${origin}/home/credentials/create`);
  const select = page.getByTestId('new-credential-type-select');
  await select.locator('input').fill(type);
  await page.getByTestId('new-credential-type-select-option').filter({ hasText: type }).first().click();
  await page.getByTestId('new-credential-type-button').click();
  await credentialWindow(page).waitFor();
}

export async function reopenCredential(page: Page, origin: string, name: string): Promise<void> {
  await page.goto(`${origin}/home/credentials`);
  await page.getByText(name, { exact: true }).first().click();
  await credentialWindow(page).waitFor();
}

/** Chooses the org's own domain, and fills in where that is. */
export async function fillMyDomain(page: Page, address: string): Promise<void> {
  await choose(page, 'environment', 'My Domain');
  await fill(page, { myDomain: address });
}

/** Saves, and returns what n8n says of its test. */
export async function save(page: Page): Promise<string> {
  return await tested(page, page.getByTestId('credential-save-button'));
}

/** Has what is saved tested again. */
export async function retry(page: Page): Promise<string> {
  return await tested(page, credentialWindow(page).getByRole('button', { name: 'Retry' }).filter({ visible: true }));
}

async function tested(page: Page, button: Locator): Promise<string> {
  const isTest = (response: Response) => response.url().endsWith('/rest/credentials/test');
  const [response] = await Promise.all([page.waitForResponse(isTest), button.first().click()]);
  // For a moment, the window can show what it showed before.
  const { data } = (await response.json()) as { data: { status: string } };
  const banner = data.status === 'OK' ? '.el-tag--success' : '.el-tag--danger';
  const verdict = credentialWindow(page).locator(banner).filter({ visible: true }).first();
  await verdict.waitFor();
  const more = verdict.getByText('More details');
  if (await more.isVisible()) await more.click();
  return await words(verdict);
}

/** Opens the pop-up in which Salesforce asks who it is. */
export async function connect(page: Page): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByTestId('quick-connect-button').click()]);
  return popup;
}

export async function logIn(popup: Page, { username, password }: RunningOrg): Promise<void> {
  await popup.locator('input[name=username]').fill(username);
  await popup.locator('input[type=password]').fill(password);
  await popup.getByRole('button', { name: 'Log in' }).click();
}

/** The credential that was saved last. */
export async function newestCredential({ api }: N8nHost): Promise<SavedCredential> {
  const { data } = await api.get<{ data: (SavedCredential & { createdAt: string })[] }>('/credentials');
  const [newest] = data.data.toSorted((one, other) => other.createdAt.localeCompare(one.createdAt));
  if (newest === undefined) throw new Error('n8n has no credentials.');
  return newest;
}
