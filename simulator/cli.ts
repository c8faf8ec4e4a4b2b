import { parseArgs } from 'node:util';

import { type OrgOptions, type RunningOrg, startOrg } from '.';

const HELP = `Runs a simulated Salesforce org on this machine.

npm run org -- [options]

  --port N       Port to answer on; 0, the default, takes any free one
  --size N       Contacts to begin with; the other data is in proportion
  --objects N    Empty custom objects to add
  --schema FILE  Objects of your own: describe results, or the compact form
  --latency MS   Added to every answer
  --rotation     Each refresh gives a new refresh token
  --json         One line of JSON that says how to sign in
  --help
`;

const OPTIONS = {
  port: { type: 'string' },
  size: { type: 'string' },
  objects: { type: 'string' },
  schema: { type: 'string' },
  latency: { type: 'string' },
  rotation: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** A mistake of whoever typed the command. */
class UsageError extends Error {}

function wholeNumber(name: string, text: string, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most)) throw new UsageError(`--${name} takes a whole number from 0 to ${most}, not "${text}".`);
  return number;
}

function readArguments(): { options: OrgOptions; json: boolean; help: boolean } {
  const { values } = parseArgs({ options: OPTIONS });
  const { port, size, objects, schema, latency, rotation, json = false, help = false } = values;
  const options = {
    ...(port === undefined ? {} : { port: wholeNumber('port', port, 65_535) }),
    ...(size === undefined ? {} : { size: wholeNumber('size', size, 10_000_000) }),
    ...(objects === undefined ? {} : { fillerObjects: wholeNumber('objects', objects, 9_999) }),
    ...(schema === undefined ? {} : { schemaFile: schema }),
    ...(latency === undefined ? {} : { latency: wholeNumber('latency', latency, 600_000) }),
    ...(rotation === undefined ? {} : { policies: { rotation } }),
  };
  return { options, json, help };
}

function asJson(org: RunningOrg): string {
  const { url, loginUrl, clientId, clientSecret, username, password, privateKeyFile, controlUrl } = org;
  return JSON.stringify({ url, loginUrl, clientId, clientSecret, username, password, privateKeyFile, controlUrl });
}

const asText = (org: RunningOrg) => `A simulated Salesforce org answers at ${org.url}

In n8n, for the OAuth2 credential:
  Environment      My Domain
  My Domain        ${org.url}
  Client ID        ${org.clientId}
  Client Secret    ${org.clientSecret}
and on the login page:
  Username         ${org.username}
  Password         ${org.password}

For the JWT credential, with the same environment and My Domain:
  Consumer Key     ${org.clientId}
  Username         ${org.username}
  Private Key      the text in ${org.privateKeyFile}

What it can be made to do: ${org.controlUrl}
Ctrl+C ends it.`;

async function main(): Promise<void> {
  const { options, json, help } = readArguments();
  if (help) {
    console.log(HELP);
    return;
  }
  const org = await startOrg(options);
  const stop = () => void org.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  console.log(json ? asJson(org) : asText(org));
}

/** Mistakes in the command show how it is used, what the machine refuses is said in a line, a bug shows where it is. */
function report(error: unknown): void {
  const mistake = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  const refusal = error instanceof Error && ('code' in error || error.cause !== undefined);
  if (mistake) console.error(`${error.message}\n\n${HELP}`);
  else console.error(refusal ? error.message : error);
  process.exitCode = mistake ? 2 : 1;
}

main().catch(report);
