import type { FormContext } from './form';

/** The same for one node of one workflow: a copied node has the ID of its original, in another workflow. */
export function nodeKey(context: Pick<FormContext, 'getNode' | 'getWorkflow'>): string {
  return `${String(context.getWorkflow().id)} ${context.getNode().id}`;
}
