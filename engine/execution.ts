import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { Workflow } from 'n8n-workflow';
import type {
  IConnections,
  IDataObject,
  INode,
  INodeExecutionData,
  IPinData,
  IRun,
  ITaskData,
  IWorkflowBase,
  IWorkflowSettings,
  NodeExecutionHint,
} from 'n8n-workflow';

import { additionalData } from './additionalData';
import { CredentialStore } from './credentialStore';
import { EngineCredentialsHelper } from './credentialsHelper';
import { failureOf } from './failure';
import type { Failure } from './failure';
import type { Packages } from './packages';
import { pinnedItems, type PinnedData } from './pinData';
import { begin } from './versions';

/** A workflow as n8n's editor exports it. */
export interface WorkflowFile {
  id?: string;
  name?: string;
  nodes: INode[];
  connections: IConnections;
  settings?: IWorkflowSettings;
  pinData?: PinnedData;
  staticData?: IDataObject;
}

export interface RunOptions {
  /** Credentials that the nodes name. Tokens that are renewed on the way are written there. */
  credentials?: CredentialStore;
  /** What the starting trigger gives, in place of waiting for its event: one JSON object an item. */
  input?: readonly IDataObject[];
  /** Name of the node to start at; by default a trigger that has data, else the manual trigger, else the first other one. */
  start?: string;
  /** Stops the run, as the editor's stop button does. */
  signal?: AbortSignal;
  /** Awaited before the node starts. */
  onNodeStarted?: (node: string) => unknown;
  onNodeFinished?: (node: string, result: NodeResult) => void;
}

/** What one node did, over all the times it ran. */
export interface NodeResult {
  status: 'canceled' | 'error' | 'success';
  /** Items by output, in order. */
  outputs: INodeExecutionData[][];
  /** Why the node failed, also when the workflow was told to go on. */
  error?: Failure;
  hints: NodeExecutionHint[];
}

export interface RunResult {
  status: 'canceled' | 'error' | 'success';
  /** By node name, in the order in which they first ran. */
  nodes: Map<string, NodeResult>;
  lastNode?: string;
  /** Why the run failed. */
  error?: Failure;
  /** What the nodes keep for the next run. */
  staticData: IDataObject;
}

/**
 * Runs a workflow to its end, in n8n's manual mode. Never throws for what a node does: look at `status` and `error`.
 * @throws when there is no workflow to run: no nodes, an unknown node type, no node to start at, a field left empty
 */
export async function runWorkflow(
  packages: Packages,
  file: WorkflowFile,
  options: RunOptions = {},
): Promise<RunResult> {
  const workflow = new Workflow({
    id: file.id ?? 'workflow',
    name: file.name ?? 'Workflow',
    nodes: structuredClone(checkedNodes(file)),
    connections: file.connections,
    active: false,
    nodeTypes: packages,
    settings: file.settings ?? {},
    staticData: structuredClone(file.staticData ?? {}),
  });
  const pinData = pinnedItems(file.pinData);
  const start = startNode(workflow, pinData, options.start);
  if (options.input !== undefined) pinData[start.name] = options.input.map((json) => ({ json }));
  workflow.setPinData(pinData);

  const credentials = options.credentials ?? new CredentialStore();
  nameById(workflow, credentials);
  const execution = new WorkflowExecute(
    additionalData({
      credentialsHelper: new EngineCredentialsHelper(packages, credentials),
      executionId: '1',
      hooks: lifecycleHooks(file, options),
    }),
    'manual',
  );
  const running = begin(execution, { workflow, startNode: start, pinData });
  const stop = (): void => running.cancel();
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  try {
    return readRun(await running, workflow);
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

function checkedNodes({ nodes, connections }: Partial<WorkflowFile>): INode[] {
  if (!Array.isArray(nodes) || nodes.length === 0 || typeof connections !== 'object') {
    throw new Error('This is not a workflow: n8n exports an object with "nodes" and "connections".');
  }
  return nodes;
}

function startNode(workflow: Workflow, pinData: IPinData, name: string | undefined): INode {
  if (name !== undefined) {
    const node = workflow.getNode(name);
    if (node === null) throw new Error(`This workflow has no node named "${name}".`);
    return node;
  }
  const triggers = [...workflow.getTriggerNodes(), ...workflow.getPollNodes(), ...webhookNodes(workflow)];
  const enabled = triggers.filter(({ disabled }) => disabled !== true);
  const start =
    enabled.find((node) => Object.hasOwn(pinData, node.name)) ??
    enabled.find(({ type }) => type === 'n8n-nodes-base.manualTrigger') ??
    enabled[0] ??
    workflow.getStartNode();
  if (start === undefined) throw new Error('This workflow has no trigger to start at.');
  return start;
}

function webhookNodes(workflow: Workflow): INode[] {
  return workflow.queryNodes(
    ({ webhook, description }) => webhook !== undefined && description.group.includes('trigger'),
  );
}

/** n8n refreshes a token by the credential's id; files that name it by name alone are as good here. */
function nameById(workflow: Workflow, store: CredentialStore): void {
  for (const node of Object.values(workflow.nodes)) {
    for (const [type, details] of Object.entries(node.credentials ?? {})) {
      const id = store.idOf(details, type);
      if (id !== undefined) details.id = id;
    }
  }
}

function lifecycleHooks(file: WorkflowFile, options: RunOptions): ExecutionLifecycleHooks {
  const hooks = new ExecutionLifecycleHooks('manual', '1', file as unknown as IWorkflowBase);
  const { onNodeStarted, onNodeFinished } = options;
  if (onNodeStarted !== undefined)
    hooks.addHandler('nodeExecuteBefore', async (node) => {
      await onNodeStarted(node);
    });
  if (onNodeFinished !== undefined) {
    hooks.addHandler('nodeExecuteAfter', (node, task) => onNodeFinished(node, readTasks([task])));
  }
  return hooks;
}

function readRun(run: IRun, workflow: Workflow): RunResult {
  const { runData, error, lastNodeExecuted } = run.data.resultData;
  const inOrder = Object.entries(runData).sort(
    ([, [first]], [, [second]]) => (first?.executionIndex ?? 0) - (second?.executionIndex ?? 0),
  );
  return {
    status: statusOf(run.status),
    nodes: new Map(inOrder.map(([node, tasks]) => [node, readTasks(tasks)])),
    ...(lastNodeExecuted === undefined ? {} : { lastNode: lastNodeExecuted }),
    ...(error === undefined ? {} : { error: failureOf(error) }),
    staticData: workflow.staticData,
  };
}

function readTasks(tasks: readonly ITaskData[]): NodeResult {
  const outputs: INodeExecutionData[][] = [];
  for (const task of tasks) {
    for (const [index, items] of (task.data?.main ?? []).entries()) {
      outputs[index] = (outputs[index] ?? []).concat(items ?? []);
    }
  }
  const failed = tasks.find(({ error }) => error !== undefined)?.error;
  const statuses = tasks.map(({ executionStatus }) => statusOf(executionStatus));
  return {
    status: statuses.find((status) => status !== 'success') ?? 'success',
    outputs,
    ...(failed === undefined ? {} : { error: failureOf(failed) }),
    hints: tasks.flatMap(({ hints }) => hints ?? []),
  };
}

function statusOf(status: string | undefined): RunResult['status'] {
  if (status === 'canceled') return 'canceled';
  return status === 'success' ? 'success' : 'error';
}
