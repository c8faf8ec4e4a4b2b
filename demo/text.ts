import { styleText } from 'node:util';

import { failureText } from '../engine/report';
import type { Refused } from './scenarios';
import type { Listener, RoundAccount } from './showcase';

const WIDTH = 92;

type Style = Parameters<typeof styleText>[0];

/** Tells the demo to a reader: colors and a passing line of progress on a terminal, plain lines elsewhere. */
export class TextAccount implements Listener {
  private lastRefused = '[]';

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly fancy = out.isTTY && process.env.NO_COLOR === undefined,
  ) {}

  begin(): void {
    this.line(
      this.paint('bold', 'Salesforce Connector for n8n: sample workflows on n8n’s own engine, with a simulated org'),
    );
    this.passing('starting n8n’s engine and an org');
  }

  building(): void {
    this.passing('building the package');
  }

  built(seconds: number): void {
    this.fact('Built', `the package as it is published (${seconds.toFixed(1)} s)`);
    this.passing('starting n8n’s engine and an org');
  }

  orgStarted({ url, username, files }: Parameters<Listener['orgStarted']>[0]): void {
    this.fact('Org', `${url}, with refresh token rotation; user ${username}`);
    this.fact(
      'Files',
      `${String(files.accounts)} accounts and ${String(files.contacts)} contacts, with some mistakes in them`,
    );
  }

  signedIn(): void {
    this.fact('Signed in', 'with the web server flow and PKCE, through the org’s login and consent pages');
    this.fact('', 'with JWT bearer, when the node first needs a session');
  }

  workflowStarted(workflow: string, signIn: string): void {
    this.line('');
    this.line(`${this.paint('bold', workflow)}${signIn.padStart(WIDTH - workflow.length)}`);
  }

  nodeStarted(node: string): void {
    this.passing(node);
  }

  roundFinished(account: RoundAccount): void {
    const { done, refused, apiCalls, seconds, remark, error } = account;
    if (remark !== undefined) this.line(`  ${this.paint('italic', remark)}`);
    const counts = [...Object.entries(done), ['refused', refused.length] as const];
    const what = counts.map(([name, count]) => `${String(count)} ${name}`).join('   ');
    const cost = `${String(apiCalls)} API ${apiCalls === 1 ? 'call' : 'calls'}   ${seconds.toFixed(1)} s`;
    this.line(`  ${what}${cost.padStart(WIDTH - 2 - what.length)}`);
    this.refusals(refused);
    const renewal = renewalText(account);
    if (renewal !== undefined) this.line(`  ${this.paint('green', renewal)}`);
    if (error !== undefined) this.line(`  ${this.paint('red', `The workflow failed. ${failureText(error)}`)}`);
  }

  private refusals(refused: readonly Refused[]): void {
    const told = JSON.stringify(refused);
    if (refused.length > 0 && told === this.lastRefused) this.line('    refused for the same reasons');
    if (told === this.lastRefused) return;
    this.lastRefused = told;
    const rows = [...recordsByReason(refused)];
    const width = Math.max(0, ...rows.map(([, records]) => someOf(records).length));
    for (const [reason, records] of rows) {
      this.line(`    ${this.paint('yellow', someOf(records).padEnd(width))}  ${reason}`);
    }
  }

  finished(accounts: readonly RoundAccount[], seconds: number): void {
    const calls = accounts.reduce((sum, { apiCalls }) => sum + apiCalls, 0);
    this.line('');
    this.line(`${String(accounts.length)} runs, ${String(calls)} API calls, ${seconds.toFixed(1)} s in all.`);
  }

  private fact(name: string, text: string): void {
    this.line(`  ${this.paint('dim', name.padEnd(10))} ${text}`);
  }

  private line(text: string): void {
    this.out.write(`${this.fancy ? '\r\u001b[K' : ''}${text}\n`);
  }

  /** Shown until the next line replaces it. */
  private passing(text: string): void {
    if (this.fancy) this.out.write(`\r\u001b[K  ${this.paint('dim', `… ${text}`)}`);
  }

  private paint(style: Style, text: string): string {
    return this.fancy ? styleText(style, text) : text;
  }
}

const GRANTS: ReadonlyMap<string, string> = new Map([
  ['refresh_token', 'refresh'],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'JWT bearer exchange'],
]);

function renewalText({ expired, renewals, signIn }: RoundAccount): string | undefined {
  if (renewals === undefined) return undefined;
  const exchanges = Object.entries(renewals).map(([grant, count]) => `${String(count)} ${GRANTS.get(grant) ?? grant}`);
  const kept = signIn === 'web server flow' ? ' and returned a new refresh token' : '';
  const met = expired === 1 ? '1 request' : `${String(expired)} requests`;
  return `The session had expired: ${met} failed, and ${exchanges.join(' and ')} renewed it${kept}.`;
}

function recordsByReason(refused: readonly Refused[]): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const { record, reason } of refused) reasons.set(reason, [...(reasons.get(reason) ?? []), record]);
  return reasons;
}

function someOf([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} and ${String(more.length)} more`;
}
