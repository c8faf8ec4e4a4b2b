import type { INodeExecutionData } from 'n8n-workflow';

import type { NodeResult, RunResult } from './execution';
import type { Failure } from './failure';

/** Items shown of each output in the text form. */
const SHOWN = 3;

/** A run as plain JSON: `{status, lastNode, error, nodes: {name: {status, outputs: [[item]], error}}}`. */
export function asJson({ status, lastNode, error, nodes }: RunResult): object {
  const byName = [...nodes].map(([name, { status, outputs, error, hints }]) => [
    name,
    {
      status,
      outputs: outputs.map((items) => items.map(itemJson)),
      ...(error && { error }),
      ...(hints.length > 0 && { hints }),
    },
  ]);
  return { status, lastNode, ...(error && { error }), nodes: Object.fromEntries(byName) as object };
}

/** A run to be read: one line a node, its first items below. */
export function asText({ status, error, nodes }: RunResult): string {
  const width = Math.max(...[...nodes.keys()].map((name) => name.length));
  const lines = [...nodes].flatMap(([name, node]) => [
    `${name.padEnd(width)}  ${summary(node, error?.node === name)}`,
    ...node.hints.map(({ type = 'info', message }) => `    ${type}: ${message}`),
    ...firstItems(node),
  ]);
  const end = error === undefined ? `The workflow ended with ${status}.` : `The workflow failed. ${failureText(error)}`;
  return `${[...lines, '', end].join('\n')}\n`;
}

/** What failed and where, in one text. */
export function failureText({ node, itemIndex, message, description }: Failure): string {
  const place = [node && `node ${node}`, itemIndex !== undefined && `item ${String(itemIndex)}`]
    .filter(Boolean)
    .join(', ');
  return [place && `${place[0]?.toUpperCase() ?? ''}${place.slice(1)}:`, message, description]
    .filter(Boolean)
    .join(' ');
}

/** The item as n8n's own export has it; an item's error is an object of its own there, and is made plain here. */
function itemJson({ json, binary, pairedItem, error }: INodeExecutionData): object {
  return {
    json,
    ...(binary && { binary }),
    ...(pairedItem !== undefined && { pairedItem }),
    ...(error && { error: { message: error.message } }),
  };
}

/** @param hasFailed whether the run ended here: its error is shown once, at the end */
function summary({ status, outputs, error }: NodeResult, hasFailed: boolean): string {
  if (hasFailed) return status;
  if (error !== undefined) return `${status}: ${failureText(error)}`;
  const counts = outputs.map((items) => (items.length === 1 ? '1 item' : `${String(items.length)} items`));
  return `${status}: ${counts.join(' | ') || 'no output'}`;
}

function firstItems({ outputs }: NodeResult): string[] {
  const items = outputs.flat();
  const shown = items.slice(0, SHOWN).map(({ json }) => `    ${JSON.stringify(json)}`);
  return items.length > SHOWN ? [...shown, `    … and ${String(items.length - SHOWN)} more`] : shown;
}
