import { chromium, selectors, type Browser, type Page } from 'playwright-core';

import { startOrg } from '../../simulator';
import { type N8nHost, startN8n } from '../n8nHost';
import type { Scenario, Step } from './scenario';

selectors.setTestIdAttribute('data-test-id');

const WINDOW = { width: 1440, height: 1000 };
/** What a quiet machine shows in a second takes a busy one twenty. */
const PATIENCE_MS = 60_000;
/** Of a busy machine with a page of n8n's editor. */
const LOADING_MS = 90_000;

/** A complete n8n and a browser, which all scenarios share. */
export interface Stage {
  readonly n8n: N8nHost;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openStage(launcher: string, executablePath: string): Promise<Stage> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const n8n = await startN8n(launcher);
    const close = async () => {
      await browser.close();
      await n8n.stop();
    };
    return { n8n, browser, close };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Plays a scenario in a window and against an org of its own. */
export async function play(scenario: Scenario, { n8n, browser }: Stage, stepOf: (page: Page) => Step) {
  const org = await startOrg({ size: 100, ...scenario.org });
  const context = await browser.newContext({ viewport: WINDOW });
  context.setDefaultTimeout(PATIENCE_MS);
  context.setDefaultNavigationTimeout(LOADING_MS);
  try {
    await context.addCookies([{ ...n8n.cookie, url: n8n.url }]);
    const page = await context.newPage();
    await scenario.play({ page, n8n, org, step: stepOf(page) });
  } finally {
    await context.close();
    await org.close();
  }
}
