export const CURSORS = ['memory', 'durable'] as const;

/** Where n8n keeps what a polling trigger knows: with the workflow, or in a transaction with the execution. */
export type Cursors = (typeof CURSORS)[number];

const DURABLE_CURSORS = {
  N8N_SCHEDULER_ENABLED: 'true',
  N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
  N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

/**
 * An n8n that was killed while it started a trigger starts it again when the lease of that work is over. Two minutes by
 * default, which would be most of a run.
 */
const SHORT_LEASE = {
  N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '30',
  N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
};

/** Logs each execution as a trigger starts it. */
const ALL_TOLD = { N8N_LOG_LEVEL: 'debug' };

/** n8n's environment variables for a soak. */
export const soakSettings = (cursors: Cursors): Readonly<Record<string, string>> => ({
  ...ALL_TOLD,
  ...SHORT_LEASE,
  ...(cursors === 'durable' ? DURABLE_CURSORS : {}),
});
