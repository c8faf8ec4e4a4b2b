import { expect, test } from '@jest/globals';
import type { WorkflowActivateMode } from 'n8n-workflow';

import type { CometdFault } from '../../../support/fakeCometd';
import { CHANNELS, World } from './world';

const MODES: readonly WorkflowActivateMode[] = ['activate', 'init', 'leadershipChange', 'update'];
/** The messages with which a connection is opened. */
const OPENING = ['/meta/handshake', '/meta/connect', ...CHANNELS];

const cases = MODES.flatMap((mode) => OPENING.map((message, before) => ({ mode, message, before })));

test.each(cases)(
  'A start ($mode) does not wait for a server that does not answer $message, and loses nothing',
  async ({ mode, before }) => {
    const world = new World(1, {});
    world.server.faults = [...Array.from({ length: before }, (): CometdFault => 'none'), 'silent'];
    await world.start(mode);
    expect(world.server.sent).toHaveLength(before);
    for (const channel of CHANNELS) await world.take({ do: 'publish', channel });
    await world.settle();
    expect(world.executions.flatMap(({ names }) => names).toSorted()).toEqual(world.published);
  },
);
