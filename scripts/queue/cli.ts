import { parseArgs } from 'node:util';

import { HELP_OPTION, log, oneOf, printed, runCommand, whole } from '../instance/commandLine';
import { n8nCommand } from '../n8nHost';
import type { Plan } from './trial';
import { TRIAL_NAMES, TRIALS } from './trials';

const USAGE = `Tries the package in a complete n8n in queue mode: one main process and workers, with Redis and PostgreSQL, on the
simulated org. Counts come from the org's data.

  npm run build && npm run queue -- [options] [trial...]

  --n8n COMMAND      How to start n8n: a path, or "npx n8n" (default: N8N_BIN, or "npx n8n")
  --executions N     Executions of a trial that starts many (default: 200)
  --minutes N        Over so many minutes they are started (default: 5)
  --renewal N        Milliseconds that the org takes to renew a session (default: 300)
  --megabytes N      Size of the large file (default: 250)
  --rows N           Rows of the largest query (default: 1000000)
  --rotation HOW     on, or off: whether the org rotates refresh tokens (default: on)
  --set NAME=VALUE   An environment variable of n8n
  --help

Trials (default: all):
${TRIAL_NAMES.map((name) => `  ${name.padEnd(17)}  ${TRIALS[name].what}`).join('\n')}

Exits with 1 if one did not come out as docs/operations.md says.
`;

const OPTIONS = {
  n8n: { type: 'string' },
  executions: { type: 'string', default: '200' },
  minutes: { type: 'string', default: '5' },
  renewal: { type: 'string', default: '300' },
  megabytes: { type: 'string', default: '250' },
  rows: { type: 'string', default: '1000000' },
  rotation: { type: 'string', default: 'on' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  ...HELP_OPTION,
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return printed(USAGE);
  const plan: Plan = {
    launcher: n8nCommand(values.n8n),
    executions: whole('executions', values.executions),
    minutes: whole('minutes', values.minutes),
    renewal: whole('renewal', values.renewal),
    megabytes: whole('megabytes', values.megabytes),
    rows: whole('rows', values.rows),
    isRotated: oneOf('rotation', values.rotation, ['on', 'off']) === 'on',
    settings: Object.fromEntries(values.set.map((setting) => setting.split(/=(.*)/s, 2))),
    log,
  };
  const names = positionals.map((name) => oneOf('trial', name, TRIAL_NAMES));
  let isGood = true;
  for (const name of names.length === 0 ? TRIAL_NAMES : names) {
    const report = await TRIALS[name].run(plan);
    process.stdout.write(`## ${name}: ${TRIALS[name].what}\n\n${report.text}\n\n`);
    isGood = isGood && report.isGood;
  }
  return isGood ? 0 : 1;
}

runCommand(main, USAGE);
