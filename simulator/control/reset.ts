import type { Controls } from '.';

/** Puts each part of an org back to how it is now, when the org has just been made. */
export function createReset(parts: Omit<Controls, 'reset'>): Controls['reset'] {
  const { app, bulk, bus, comet, faults, network, oauth, org, stats, usage } = parts;
  const initial = structuredClone({
    app,
    settings: oauth.settings,
    network,
    choices: org.choices.settings,
    dailyCalls: usage.max,
  });
  return new Map([
    [
      'data',
      () => {
        org.store.reset();
        org.locators.clear();
      },
    ],
    [
      'sessions',
      () => {
        oauth.sessions.endAll();
        oauth.approvals.revokeAll();
      },
    ],
    [
      'apps',
      () => {
        Object.assign(app, structuredClone(initial.app));
        Object.assign(oauth.settings, initial.settings);
      },
    ],
    [
      'limits',
      () => {
        usage.reset();
        usage.max = initial.dailyCalls;
        network.concurrent = initial.network.concurrent;
      },
    ],
    [
      'bulk',
      () => {
        bulk.reset();
      },
    ],
    [
      'streaming',
      () => {
        comet.drop();
        bus.streaming.reset();
        bus.channels.reset();
        bus.changeEvents.gaps = 0;
      },
    ],
    [
      'outboundMessages',
      () => {
        org.outboundMessages.reset();
      },
    ],
    [
      'analytics',
      () => {
        org.analytics.reset();
      },
    ],
    [
      'actions',
      () => {
        org.actions.reset();
      },
    ],
    [
      'approvals',
      () => {
        org.approvals.reset();
      },
    ],
    [
      'feeds',
      () => {
        org.feeds.reset();
      },
    ],
    [
      'choices',
      () => {
        org.choices.set(initial.choices);
      },
    ],
    [
      'stats',
      () => {
        stats.reset();
        usage.total = 0;
      },
    ],
    [
      'faults',
      () => {
        faults.clear();
        org.store.locks.clear();
        network.latency = initial.network.latency;
      },
    ],
    [
      'clock',
      () => {
        org.clock.reset();
      },
    ],
  ]);
}
