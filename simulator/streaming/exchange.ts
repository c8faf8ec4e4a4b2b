import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

import { withAllDigits } from '../numbers';

/** What the CometD server answered. */
export interface Exchanged {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly content: string;
}

/** The response that the CometD server writes to: kept, so that the org's own server can send it as it sends all others. */
export class Exchange extends EventEmitter {
  statusCode = 200;
  readonly #headers: [string, string][] = [];
  readonly answer: Promise<Exchanged>;
  #resolve: (exchanged: Exchanged) => void = () => undefined;

  constructor(readonly socket: Socket) {
    super();
    this.answer = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    // The server ends nothing whose connection is gone.
    const gone = () => {
      this.#resolve({ status: 499, headers: [], content: '' });
    };
    socket.once('close', gone);
    void this.answer.then(() => socket.off('close', gone));
  }

  setHeader(name: string, value: string): void {
    this.#headers.push([name, value]);
  }

  end(content = ''): void {
    this.#resolve({ status: this.statusCode, headers: this.#headers, content: withAllDigits(content) });
    this.emit('finish');
  }
}
