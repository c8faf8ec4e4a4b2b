import type { Locator, Page } from 'playwright-core';

/** The fields of the form that is open, in a credential or in a node: by the names of their parameters. */
export const field = (page: Locator | Page, name: string): Locator => page.getByTestId(`parameter-input-${name}`);

const input = (page: Locator | Page, name: string): Locator => field(page, name).locator('input, textarea').first();

/** Longer than n8n waits for more before it takes what was typed. */
const TYPED_MS = 250;

/** Timers of a page come in the order in which they are due, however busy the machine is: first n8n's, then this one. */
async function untilTaken(form: Locator | Page): Promise<void> {
  await pageOf(form).evaluate(`new Promise((resolve) => setTimeout(resolve, ${TYPED_MS}))`);
}

export async function fill(form: Locator | Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await input(form, name).fill(value);
    await input(form, name).blur();
  }
  await untilTaken(form);
}

/** Chooses an option by its name, not by its description, which can name other options. */
export async function choose(form: Locator | Page, name: string, option: string): Promise<void> {
  const page = pageOf(form);
  const wanted = page
    .getByRole('option')
    .filter({ has: page.getByText(option, { exact: true }), visible: true })
    .first();
  // A list that n8n loads anew, because another field has changed, does not open meanwhile.
  for (let tries = OPENINGS; tries > 0; tries -= 1) {
    await field(form, name).click();
    if (await appears(wanted)) break;
  }
  await wanted.click();
}

const OPENINGS = 10;
const OPENING_MS = 2000;

const appears = (shown: Locator): Promise<boolean> =>
  shown.waitFor({ timeout: OPENING_MS }).then(
    () => true,
    () => false,
  );

/** Searches the list of a field whose values come from Salesforce, and chooses the entry that begins with these words. */
export async function chooseFromList(form: Locator | Page, name: string, entry: string): Promise<string> {
  await field(form, name).getByTestId('rlc-input').click();
  const page = pageOf(form);
  await page.getByTestId('rlc-search').filter({ visible: true }).fill(entry);
  const found = page
    .getByTestId('rlc-item')
    .filter({ hasText: startingWith(entry), visible: true })
    .first();
  const shown = await words(found);
  await found.click();
  return shown;
}

/** What a row of a list has around its button Delete. */
const ROW = 'xpath=ancestor::*[.//*[@data-test-id="parameter-item"]][1]';

/** Adds a row to a list of the form, and returns it. */
export async function addRow(page: Page, list: string, button: string): Promise<Locator> {
  await page.getByRole('button', { name: button }).click();
  return page.getByTestId(`fixed-collection-${list}`).getByTestId('fixed-collection-delete').last().locator(ROW);
}

const startingWith = (entry: string) => new RegExp(`^\\s*${entry.replace(/[^\w\s]/g, '\\$&')}`);

const pageOf = (form: Locator | Page): Page => ('page' in form ? form.page() : form);

/** Chooses how a field names its value, such as “By URL”, and enters it. */
export async function fillBy(form: Locator | Page, name: string, mode: string, value: string): Promise<void> {
  await chooseMode(form, name, mode);
  const given = field(form, name).locator('input').last();
  await given.fill(value);
  await given.blur();
  await untilTaken(form);
}

export async function chooseMode(form: Locator | Page, name: string, mode: string): Promise<void> {
  await field(form, name).getByTestId('rlc-mode-selector').click();
  await pageOf(form).getByRole('option', { name: mode }).filter({ visible: true }).first().click();
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
