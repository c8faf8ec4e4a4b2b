import type { Scenario } from '../scenario';
import { adminWebServer } from './adminWebServer';
import { builder } from './builder';
import { clientCredentials } from './clientCredentials';
import { forms } from './forms';
import { jwt } from './jwt';

/** In the order in which they are played. */
export const SCENARIOS: readonly Scenario[] = [adminWebServer, clientCredentials, jwt, builder, forms];
