import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

import type { RunResult, WorkflowFile } from '.';
import { CredentialStore } from './credentialStore';
import type { CredentialFile } from './credentialStore';
import { asJson, asText } from './report';

const USAGE = `Runs a workflow exported from n8n's editor on n8n's own engine, with this package (first run npm run build).

  npm run workflow -- WORKFLOW.json [options]

  --credentials FILE  JSON: {"<id or name in the workflow>": {"type": "<credential type>", "data": {…}}}
                      where data has the credential's fields, with oauthTokenData if it is connected
  --save              write renewed tokens back to the credentials file
  --input FILE        JSON array of items that the trigger returns instead of waiting for its event
  --start NODE        name of the node to start at
  --json              print the run as JSON: status, and each node's items and error
  --help

Exit status: 0 if the workflow succeeded, 1 if it failed, 2 if it could not be started.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      credentials: { type: 'string' },
      save: { type: 'boolean', default: false },
      input: { type: 'string' },
      start: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error('Specify one workflow file. See --help.');

  const workflow = readJson(file) as WorkflowFile;
  const store = new CredentialStore(
    values.credentials === undefined ? {} : (readJson(values.credentials) as CredentialFile),
  );
  const input = values.input === undefined ? undefined : readItems(values.input);
  // Takes seconds to load: not before there is something to run.
  const { createEngine } = await import('.');
  const engine = await createEngine({ packageDir: path.resolve(__dirname, '..') });
  let result: RunResult;
  try {
    result = await engine.run(workflow, {
      credentials: store,
      ...(input === undefined ? {} : { input }),
      ...(values.start === undefined ? {} : { start: values.start }),
    });
  } finally {
    engine.close();
    // A refresh token that has been rotated is worth nothing any more: also a run that failed leaves the new one.
    if (values.save && values.credentials !== undefined && store.changed) {
      writeFileSync(values.credentials, `${JSON.stringify(store.toFile(), null, 2)}\n`, { mode: 0o600 });
    }
  }
  process.stdout.write(values.json ? `${JSON.stringify(asJson(result), null, 2)}\n` : asText(result));
  return result.status === 'success' ? 0 : 1;
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    // Not the parser's message: it quotes the text, and the text may be credentials.
    throw new Error(`${file} is not valid JSON.`);
  }
}

function readItems(file: string): IDataObject[] {
  const items = readJson(file);
  if (!Array.isArray(items)) throw new Error(`${file} must contain a JSON array with one object per item.`);
  return items as IDataObject[];
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
