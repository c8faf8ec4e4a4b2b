import type { AxiosInstance } from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import type { Engine, NodeForm } from '../../engine';
import { plainClient, timed } from '../client';
import { BUILTIN, credentialsOf, engineWith, OURS } from '../n8n';
import type { Side } from './define';

/** Loads what a form shows, and tells how much it is. */
type Show = (loader: ReturnType<Engine['form']>, form: NodeForm) => Promise<number>;

/** A list stands for all that can be found in it, unless it shows nothing. */
const allIf = (shown: number, size: number): number => (shown > 0 ? size : 0);

/** What a form needs to know, asked for by a plain client. */
export function asking(request: (http: AxiosInstance) => Promise<number>): Side {
  return async ({ org, size }) => {
    const http = plainClient(org);
    return () => timed(async () => allIf(await request(http), size));
  };
}

export function ourForm(parameters: INodeParameters, show: Show): Side {
  const form: NodeForm = {
    type: OURS,
    parameters: { authentication: 'oAuth2', resource: 'record', ...parameters },
    credentials: { salesforceConnectorOAuth2Api: 'ours' },
  };
  return async ({ org, size, package: directory }) => {
    const loader = (await engineWith(directory)).form(credentialsOf(org));
    return () => timed(async () => allIf(await show(loader, form), size));
  };
}

export function builtinForm(parameters: INodeParameters, show: Show): Side {
  const form: NodeForm = {
    type: BUILTIN,
    typeVersion: 1.1,
    parameters: { authentication: 'oAuth2', ...parameters },
    credentials: { salesforceOAuth2Api: 'builtin' },
  };
  return async ({ org, size, builtin: directory }) => {
    const loader = (await engineWith(directory)).form(credentialsOf(org));
    return () => timed(async () => allIf(await show(loader, form), size));
  };
}
