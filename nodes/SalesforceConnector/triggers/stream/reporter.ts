import type { ITriggerFunctions } from 'n8n-workflow';

import type { StreamNews } from '../../../../salesforce/events';
import { redact } from '../../../../salesforce/errors';
import { eventError } from './eventError';

/** Milliseconds without a connection after which a person should know. */
const LONG_OUTAGE = 10 * 60_000;

/** Logs what happens to the connection; a failed execution shows what a person should see, once an outage. */
export class Reporter {
  #waited = 0;
  #isReported = false;

  constructor(private readonly context: ITriggerFunctions) {}

  readonly tell = (news: StreamNews): void => {
    if (news.what === 'mended') {
      this.#log('info', `connected again after ${news.failed} failures.`);
      this.#waited = 0;
      this.#isReported = false;
    } else if (news.what === 'lost') {
      this.#log('warn', `the position in ${news.channels.join(', ')} is lost. ${news.error.message}`);
    } else if (news.what === 'unreadable') {
      this.show(news.error);
    } else {
      this.#broken(news);
    }
  };

  /** Shown among the executions, where n8n can do that. */
  show(error: unknown): void {
    const failure = eventError(this.context, error);
    this.#log('warn', failure.message);
    if ('saveFailedExecution' in this.context) this.context.saveFailedExecution(failure);
  }

  /** n8n has not told the end of an execution. */
  silent(): void {
    this.#log(
      'warn',
      'n8n has not told when the last execution ended, so the trigger goes on without. In queue mode, set N8N_EXECUTIONS_QUEUE_KEEP_LAST_COMPLETED=1000 for n8n to notice each end.',
    );
  }

  #broken({ error, failed, pause }: Extract<StreamNews, { what: 'broken' }>): void {
    const when = pause === 0 ? 'now' : `at ${new Date(Date.now() + pause).toISOString()}`;
    this.#log(failed === 1 ? 'info' : 'warn', `not connected, tries again ${when}. ${error.message}`);
    this.#waited += pause;
    if (this.#isReported || this.#waited < LONG_OUTAGE) return;
    this.#isReported = true;
    this.show(error);
  }

  #log(level: 'info' | 'warn', message: string): void {
    this.context.logger[level](`${this.context.getNode().name}: ${redact(message)}`);
  }
}
