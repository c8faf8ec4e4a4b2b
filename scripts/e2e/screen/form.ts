import type { Locator, Page } from 'playwright-core';

/** The fields of the form that is open, in a credential or in a node: by the names of their parameters. */
export const field = (page: Page, name: string): Locator => page.getByTestId(`parameter-input-${name}`);

const input = (page: Page, name: string): Locator => field(page, name).locator('input, textarea').first();

export async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await input(page, name).fill(value);
    await input(page, name).blur();
  }
}

/** Chooses an option by its name, not by its description, which can name other options. */
export async function choose(page: Page, name: string, option: string): Promise<void> {
  await field(page, name).click();
  await page
    .getByRole('option')
    .filter({ has: page.getByText(option, { exact: true }) })
    .first()
    .click();
}

export async function valueOf(page: Page, name: string): Promise<string> {
  return await input(page, name).inputValue();
}

/** The words that a part of the screen shows, once it is there. */
export async function words(of: Locator): Promise<string> {
  await of.waitFor();
  return (await of.innerText()).replace(/\s+/g, ' ').trim();
}

/** The words, once they are as expected. */
export async function shows(of: Locator, expected: RegExp | string): Promise<string> {
  const found = of.filter({ hasText: expected }).first();
  try {
    return await words(found);
  } catch (error) {
    const instead = await of
      .first()
      .innerText()
      .catch(() => undefined);
    if (instead === undefined) throw error;
    throw new Error(`Expected ${String(expected)}, but the screen shows: ${instead.replace(/\s+/g, ' ').trim()}`);
  }
}

/** @throws unless all of these are among the words on the screen, which it returns */
export function hasWords(shown: string, ...expected: readonly string[]): string {
  const missing = expected.filter((part) => !shown.includes(part));
  if (missing.length > 0) throw new Error(`“${missing.join('”, “')}” is missing; the screen shows: ${shown}`);
  return shown;
}
