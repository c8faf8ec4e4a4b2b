import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What a model asks for. */
export interface ToolCall {
  readonly tool: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The parts of OpenAI's chat completions that an agent's turn needs. */
interface Turn {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tools?: readonly {
    readonly function: { readonly name: string; readonly parameters: { readonly properties?: object } };
  }[];
}

/** A language model that calls the tool it was told to call, and then repeats what the tool answered. */
export class ModelStub {
  /** What it asks for in its next turn. */
  next: ToolCall = { tool: '', values: {} };
  /** The tools that it was offered last, with the names of their values. */
  offered: readonly string[] = [];
  /** What the tool answered last. */
  answered = '';

  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<ModelStub> {
    const stub = new ModelStub();
    stub.#server.listen(0, '127.0.0.1');
    await once(stub.#server, 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const turn = (await json(request)) as Turn;
    this.offered = (turn.tools ?? []).map(({ function: { name, parameters } }) => {
      return `${name} (${Object.keys(parameters.properties ?? {}).join(', ')})`;
    });
    const last = turn.messages.at(-1);
    const isAnswer = last?.role === 'tool';
    if (isAnswer) this.answered = last.content;
    const message = isAnswer ? { content: `The tool answered: ${last.content}` } : { content: null, ...this.#call() };
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        id: 'stub',
        object: 'chat.completion',
        created: 0,
        model: 'stub',
        choices: [
          {
            index: 0,
            finish_reason: isAnswer ? 'stop' : 'tool_calls',
            message: { role: 'assistant', ...message },
          },
        ],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  }

  #call(): object {
    const { tool, values } = this.next;
    return {
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: tool, arguments: JSON.stringify(values) } }],
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
