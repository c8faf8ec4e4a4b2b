/**
 * n8n's editor for a newcomer: a complete n8n with this package, connected to a simulated org, and the sample workflows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { writeExport } from '../demo/exportFiles';
import { type RunningOrg, startOrg } from '../simulator';
import { connectWebServer, saveJwt } from './credentials';
import { checkLauncher, N8nHost, n8nCommand, NoN8nError, OWNER } from './n8nHost';
import { importSamples } from './samples';

const HELP = `Builds the package, starts n8n with it, and connects it to a simulated Salesforce org, with sample workflows.

npm run editor -- [options]

  --n8n COMMAND   How to start n8n: a path, or "npx n8n" (default: N8N_BIN, or "npx n8n")
  --port N        Where the editor is to be (default: 5678)
  --help

It needs no Salesforce org. Press Ctrl+C to end it: nothing is kept.
`;

const readOptions = () =>
  parseArgs({
    options: {
      n8n: { type: 'string' },
      port: { type: 'string', default: '5678' },
      help: { type: 'boolean', default: false },
    },
  }).values;

/** What the person who typed the command can mend. */
class CannotStartError extends Error {}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new CannotStartError(`--port must be a number from 1 to 65535, not "${text}".`);
  return port;
}

/** As n8n listens. */
async function checkPort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', ({ message }) =>
      reject(new CannotStartError(`Port ${port} cannot be used (${message}). Choose another one: --port N.`)),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}

/** Ctrl+C, the end of the terminal, or of whatever started this. */
async function untilStopped(): Promise<'stopped'> {
  return await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve('stopped'));
  });
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return;
  }
  const port = portOf(options.port);
  await checkPort(port);
  const launcher = n8nCommand(options.n8n);
  checkLauncher(launcher);
  const stopped = untilStopped();
  const files = mkdtempSync(path.join(tmpdir(), 'nightly-export-'));
  writeExport(files);
  const org = await startOrg({ size: 1000 });
  const n8n = await N8nHost.create(launcher, { N8N_RESTRICT_FILE_ACCESS_TO: files }, port);
  try {
    const opened = open(n8n, org, files);
    if ((await Promise.race([opened, stopped])) !== 'stopped') await stopped;
    console.log('\nEnding n8n and the simulated org.');
  } finally {
    await n8n.stop();
    await org.close();
    rmSync(files, { recursive: true, force: true });
  }
}

async function open(n8n: N8nHost, org: RunningOrg, files: string): Promise<void> {
  console.log('Starting n8n, which takes a minute.');
  await n8n.start();
  console.log('Installing the package.');
  await n8n.setUp();
  const credentials = [await saveJwt(n8n, org), await connectWebServer(n8n, org)];
  const samples = await importSamples(n8n, credentials, files);
  console.log(`
n8n's editor is at ${n8n.url}
  Email      ${OWNER.email}
  Password   ${OWNER.password}

The package is installed, and these credentials are connected to a simulated org (${org.url}):
${credentials.map(({ name }) => `  ${name}`).join('\n')}

These workflows are there to try (Execute workflow):
${samples.map(({ name }) => `  ${name}`).join('\n')}

To connect a credential yourself, log in to the org as ${org.username} with the password ${org.password}
  My Domain                         ${org.url}
  Consumer Key (Client ID)          ${org.clientId}
  Consumer Secret (Client Secret)   ${org.clientSecret}

Press Ctrl+C to end all of it.`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    // The last are parseArgs's, which says what an option lacks.
    const isRefusal =
      error instanceof CannotStartError ||
      error instanceof NoN8nError ||
      (error instanceof TypeError && 'code' in error);
    console.error(isRefusal ? error.message : error);
    process.exit(isRefusal ? 2 : 1);
  },
);
