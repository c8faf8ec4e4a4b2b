import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ROOT, showcase } from './showcase';
import type { Listener } from './showcase';
import { TextAccount } from './text';

const USAGE = `Builds the package, starts a simulated Salesforce org, signs in with the web server flow and with JWT bearer, and runs the
workflows in demo/workflows on n8n's own engine.

  npm start                prints what was done
  npm start -- --json      prints the same as JSON
  npm start -- --no-build  uses the package from the last build
  npm start -- --help
`;

const SILENT: Listener = {
  orgStarted: () => undefined,
  signedIn: () => undefined,
  workflowStarted: () => undefined,
  nodeStarted: () => undefined,
  roundFinished: () => undefined,
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  const text = values.json ? undefined : new TextAccount(process.stdout);
  text?.begin();
  if (!values['no-build']) {
    text?.building();
    build();
    text?.built(seconds());
  }
  const rounds = await showcase(text ?? SILENT);
  if (values.json)
    process.stdout.write(`${JSON.stringify({ seconds: Number(seconds().toFixed(1)), rounds }, null, 2)}\n`);
  text?.finished(rounds, seconds());
  return rounds.every(({ status }) => status === 'success') ? 0 : 1;
}

/** Its own output is shown only when it fails, and then on stderr. */
function build(): void {
  const gulp = path.join(ROOT, 'node_modules', 'gulp', 'bin', 'gulp.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [gulp, 'build'], { cwd: ROOT, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  throw new Error('The build failed.');
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const isMistake = error instanceof TypeError && 'code' in error;
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(isMistake ? `${error.message}\n\n${USAGE}` : `${told}\n`);
    process.exitCode = isMistake ? 2 : 1;
  },
);
