import type { Scenario } from '../scenario';
import { adminWebServer } from './adminWebServer';
import { agent } from './agent';
import { builder } from './builder';
import { clientCredentials } from './clientCredentials';
import { forms } from './forms';
import { jwt } from './jwt';
import { linkedRecords } from './linkedRecords';
import { operations } from './operations';
import { ops } from './ops';
import { pictures } from './pictures';
import { samples } from './samples';
import { triggers } from './triggers';

/** In the order in which they are played. */
export const SCENARIOS: readonly Scenario[] = [
  adminWebServer,
  clientCredentials,
  jwt,
  builder,
  linkedRecords,
  agent,
  operations,
  ops,
  samples,
  triggers,
  forms,
  pictures,
];
