import type { Page } from 'playwright-core';

import type { OrgOptions, RunningOrg } from '../../simulator';
import type { N8nHost } from '../n8nHost';

/** What a scenario has: n8n's editor, signed in, in a browser, and an org that nobody has used. */
export interface Scene {
  readonly page: Page;
  readonly n8n: N8nHost;
  readonly org: RunningOrg;
  readonly step: Step;
}

/**
 * One line of the report.
 * @param does what a person does
 * @param act does it, and returns what the screen then shows; throws where that is not what it should be
 * @param pictured what the screenshot is of, if not the whole window
 * @param picture its name in `docs/images/`, if it is a picture of the docs
 */
export type Step = (
  does: string,
  act: () => Promise<string>,
  pictured?: () => Pictured,
  picture?: string,
) => Promise<void>;

export type Pictured = Pick<Page, 'screenshot'>;

/** What a person does in one sitting. The next step goes on where a step has failed. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly org?: OrgOptions;
  play(scene: Scene): Promise<void>;
}
