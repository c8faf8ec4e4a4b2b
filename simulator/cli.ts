import { parseArgs } from 'node:util';

import { type OrgOptions, type RunningOrg, startOrg } from '.';
import { certificateIn } from './certificate';
import { EVERY_CHOICE } from './choices';

const HELP = `Runs a simulated Salesforce org on this machine.

npm run org -- [options]

  --port N       Port to listen on; 0, the default, uses any free port
  --size N       Number of contacts; the other sample data is in proportion
  --objects N    Number of empty custom objects to add
  --fields N     Number of fields of the first of these objects
  --schema FILE  Your own objects: describe results, or the compact form
  --latency MS   Milliseconds to add to every response
  --rotation     Return a new refresh token for each refresh
  --seed N       Choose page sizes, columns and empty results as Salesforce may, from this seed
  --tls FOLDER   Speak TLS with the certificate of this folder; openssl makes one if it is not there. Node trusts it
                 with NODE_EXTRA_CA_CERTS=FOLDER/cert.pem
  --json         Print how to sign in as one line of JSON
  --help
`;

const OPTIONS = {
  port: { type: 'string' },
  size: { type: 'string' },
  objects: { type: 'string' },
  fields: { type: 'string' },
  schema: { type: 'string' },
  latency: { type: 'string' },
  rotation: { type: 'boolean' },
  seed: { type: 'string' },
  tls: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** A mistake of whoever typed the command. */
class UsageError extends Error {}

function wholeNumber(name: string, text: string, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most)) throw new UsageError(`--${name} must be a whole number from 0 to ${most}, not "${text}".`);
  return number;
}

function readArguments(): { options: OrgOptions; json: boolean; help: boolean } {
  const { values } = parseArgs({ options: OPTIONS });
  const { port, size, objects, fields, schema, latency, rotation, seed, tls, json = false, help = false } = values;
  const options = {
    ...(port === undefined ? {} : { port: wholeNumber('port', port, 65_535) }),
    ...(size === undefined ? {} : { size: wholeNumber('size', size, 10_000_000) }),
    ...(objects === undefined ? {} : { fillerObjects: wholeNumber('objects', objects, 9_999) }),
    ...(fields === undefined ? {} : { fillerFields: wholeNumber('fields', fields, 999) }),
    ...(schema === undefined ? {} : { schemaFile: schema }),
    ...(latency === undefined ? {} : { latency: wholeNumber('latency', latency, 600_000) }),
    ...(tls === undefined ? {} : { tls: certificateIn(tls) }),
    ...(rotation === undefined ? {} : { policies: { rotation } }),
    ...(seed === undefined ? {} : { choices: { ...EVERY_CHOICE, seed: wholeNumber('seed', seed, 2 ** 31 - 1) } }),
  };
  return { options, json, help };
}

function asJson(org: RunningOrg): string {
  const { url, loginUrl, clientId, clientSecret, username, password, privateKeyFile, controlUrl } = org;
  return JSON.stringify({ url, loginUrl, clientId, clientSecret, username, password, privateKeyFile, controlUrl });
}

const asText = (org: RunningOrg) => `A simulated Salesforce org is running at ${org.url}

In n8n, enter in the OAuth2 credential:
  Environment      My Domain
  My Domain        ${org.url}
  Client ID        ${org.clientId}
  Client Secret    ${org.clientSecret}
and on the login page:
  Username         ${org.username}
  Password         ${org.password}

In the JWT credential, with the same environment and My Domain:
  Consumer Key     ${org.clientId}
  Username         ${org.username}
  Private Key      the text in ${org.privateKeyFile}

Seed of what it chooses for itself: ${org.org.choices.settings.seed}
To control the org: ${org.controlUrl}
Press Ctrl+C to stop it.`;

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

/** A mistake in the command prints the usage, a refusal of the machine one line, and a bug its stack. */
function report(error: unknown): void {
  const mistake = error instanceof UsageError || (error instanceof TypeError && 'code' in error);
  const refusal = error instanceof Error && ('code' in error || error.cause !== undefined);
  if (mistake) console.error(`${error.message}\n\n${HELP}`);
  else console.error(refusal ? error.message : error);
  process.exitCode = mistake ? 2 : 1;
}

main().catch(report);
