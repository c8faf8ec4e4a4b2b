import type { WorkflowExecute } from 'n8n-core';
import * as n8n from 'n8n-workflow';
import type { ICredentialDataDecryptedObject, ICredentialType, INode, INodeProperties, IPinData } from 'n8n-workflow';

/**
 * What n8n has changed since the oldest version that the package promises: the engine runs on either, whose packages it
 * is given. The types are those of the newest.
 */
const { getCredentialOwnRequestAllowedDomains, injectDomainRestrictionFields, setSafeRegexEngine } = n8n as Partial<
  typeof n8n
>;

/** The fields of a type's form, with those that n8n adds to every type that can sign requests. */
export function withDomainRestriction(type: ICredentialType): INodeProperties[] {
  // In n8n 1 only the HTTP Request node heeds them: they are left out.
  return injectDomainRestrictionFields?.(type) ?? type.properties;
}

/** The domains that a credential's own sign-in is restricted to, if it is to any: n8n 1 restricts no sign-in. */
export function allowedDomainsOf(credentials: ICredentialDataDecryptedObject): string | undefined {
  return getCredentialOwnRequestAllowedDomains?.(credentials);
}

/**
 * n8n gives a regular expression a quarter of a second by the clock, which a harmless one can take on a busy machine; only
 * those of installed nodes run here. n8n 1 has no such limit.
 */
export function runRegularExpressionsToTheirEnd(): void {
  setSafeRegexEngine?.({
    exec: (pattern, input, flags) => new RegExp(pattern, flags).exec(input),
    test: (pattern, input, flags) => new RegExp(pattern, flags).test(input),
    replace: (pattern, input, flags, replacement) => input.replace(new RegExp(pattern, flags), replacement),
    matchAll: (pattern, input, flags = '') =>
      Array.from(input.matchAll(new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`))),
    split: (pattern, input, flags) => input.split(new RegExp(pattern, flags)),
  });
}

interface Start {
  workflow: n8n.Workflow;
  startNode: INode;
  pinData: IPinData;
}

type Running = ReturnType<WorkflowExecute['run']>;

/** Begins an execution. n8n 1 takes one argument after another. */
export function begin(execution: WorkflowExecute, { workflow, startNode, pinData }: Start): Running {
  if (execution.run.length <= 1) return execution.run({ workflow, startNode, pinData });
  type Run = (workflow: n8n.Workflow, startNode: INode, destination: undefined, pinData: IPinData) => Running;
  return (execution.run as unknown as Run).call(execution, workflow, startNode, undefined, pinData);
}
