import { executionPages, LISTED_BY } from '../instance/executions';
import type { Instance } from '../instance/instance';
import type { Execution } from './tally';
import type { Item } from './triggers';
import { TRIGGER_NODE } from './triggerWorkflow';

const PAGE = 100;

/** The part of n8n's answer that the count is made of. */
interface ExecutionAnswer {
  readonly id: string | number;
  readonly status: string;
  readonly data?: {
    readonly resultData?: { readonly runData?: Readonly<Record<string, readonly Run[]>> };
    readonly executionData?: {
      readonly nodeExecutionStack?: readonly { readonly node: { readonly name: string }; readonly data: Outputs }[];
    };
  };
}

interface Outputs {
  readonly main?: readonly (readonly { readonly json: Item }[] | null)[];
}

interface Run {
  readonly data?: Outputs;
}

/** An execution with the items that started it. */
export type Triggered = Execution & { readonly items: readonly Item[] };

/** What a trigger has started in an n8n, by workflow. */
export class Executions {
  readonly #known = new Map<string, Map<number, Triggered>>();

  constructor(private readonly instance: Instance) {}

  /** All executions of a workflow, oldest first, with the items that started each, and how they have ended. */
  async all(workflow: string): Promise<Triggered[]> {
    this.#known.delete(workflow);
    return await this.withNew(workflow);
  }

  /** The same, but of executions that were read before, their state is not read again. */
  async withNew(workflow: string): Promise<Triggered[]> {
    const known = this.#known.get(workflow) ?? new Map<number, Triggered>();
    this.#known.set(workflow, known);
    const query = { workflowId: workflow, includeData: true, ignoreDataSizeLimit: true, limit: PAGE };
    for (const status of LISTED_BY) {
      for await (const page of executionPages<ExecutionAnswer>(this.instance, status, query)) {
        const unread = page.filter(({ id }) => !known.has(Number(id)));
        for (const execution of unread) {
          known.set(Number(execution.id), executionOf(execution, await this.#createdAt(execution)));
        }
        // The newest come first.
        if (unread.length === 0) break;
      }
    }
    return [...known.values()].toSorted((one, other) => one.id - other.id);
  }

  /** When an execution was stored, which a list of executions does not say: n8n can begin it as late as after its next start. */
  async #createdAt({ id }: ExecutionAnswer): Promise<string> {
    return (await this.instance.read<{ createdAt: string }>(`/executions/${id}`)).createdAt;
  }
}

/**
 * The items are what waits for the trigger's node or, when it has run, what it has put out: n8n recovers an execution that
 * was killed with made-up output, and leaves what it began with.
 */
function executionOf({ id, status, data }: ExecutionAnswer, createdAt: string): Triggered {
  const ran = data?.resultData?.runData?.[TRIGGER_NODE]?.[0]?.data;
  const waits = data?.executionData?.nodeExecutionStack?.find(({ node }) => node.name === TRIGGER_NODE)?.data;
  const items = [waits, ran].map((outputs) => outputs?.main?.[0] ?? []).find((found) => found.length > 0) ?? [];
  return {
    id: Number(id),
    status,
    stored: Date.parse(createdAt),
    items: items.map(({ json }) => json),
  };
}
