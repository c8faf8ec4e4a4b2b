/**
 * Who may import whom. Each folder is listed with the folders beside it that it may import; all others are forbidden,
 * and so is whatever `modules` names. CONTRIBUTING.md says what each folder is.
 */

const N8N = ['^(n8n-|@n8n/)', 'knows nothing of n8n'];
const SOCKETS = ['^(node:)?(https?|net|tls|dgram|http2|child_process)$|^axios$|^undici$', 'opens no socket'];

export const LAYERS = [
  {
    within: '.',
    folders: {
      salesforce: { mayImport: [], modules: [N8N, SOCKETS] },
      credentials: { mayImport: ['salesforce'] },
      nodes: { mayImport: ['salesforce', 'credentials'] },
      // Written from Salesforce's documentation, not from the client that is tried with it.
      simulator: { mayImport: [], modules: [N8N] },
      engine: { mayImport: [] },
      demo: { mayImport: ['engine', 'simulator'] },
      bench: { mayImport: ['engine', 'nodes', 'salesforce', 'simulator'] },
      scripts: { mayImport: ['demo', 'nodes', 'simulator'] },
    },
  },
  {
    within: 'salesforce',
    folders: {
      errors: { mayImport: [] },
      auth: { mayImport: ['errors'] },
      describe: { mayImport: ['errors'] },
      values: { mayImport: ['describe', 'errors'] },
      soql: { mayImport: ['describe', 'errors', 'values'] },
      query: { mayImport: ['describe', 'errors', 'soql'] },
      records: { mayImport: ['describe', 'errors', 'query'] },
      bulk: { mayImport: ['describe', 'errors', 'query', 'soql', 'values'] },
      write: { mayImport: ['bulk', 'describe', 'errors', 'records', 'values'] },
    },
  },
  {
    within: 'nodes/SalesforceConnector',
    folders: {
      host: { mayImport: [] },
      fields: { mayImport: ['host'] },
      operations: { mayImport: ['fields', 'host'] },
    },
  },
];

/** The folders beside it that a folder may not import. */
export function forbiddenTo({ folders }, folder) {
  return Object.keys(folders).filter((other) => other !== folder && !folders[folder].mayImport.includes(other));
}

/** ESLint's configurations, from the outer folders to the inner: of those that fit a file, ESLint takes the last. */
export function layerConfigs() {
  return LAYERS.flatMap((level) =>
    Object.keys(level.folders).map((folder) => ({
      files: [`${level.within === '.' ? '' : `${level.within}/`}${folder}/**/*.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: patternsOf(level, folder) }] },
    })),
  );
}

function patternsOf(level, folder) {
  const outer = LAYERS.find(({ within, folders }) => within === '.' && level.within.split('/')[0] in folders);
  const inherited = level.within === '.' || outer === undefined ? [] : patternsOf(outer, level.within.split('/')[0]);
  const forbidden = forbiddenTo(level, folder);
  const modules = level.folders[folder].modules ?? [];
  return [
    ...inherited,
    ...(forbidden.length === 0
      ? []
      : [
          {
            regex: `^(?:\\.{1,2}/)+(?:${forbidden.join('|')})(?:/|$)`,
            message: `${folder}/ may import ${level.folders[folder].mayImport.join(', ') || 'none of its neighbours'}.`,
          },
        ]),
    ...modules.map(([regex, what]) => ({ regex, message: `${folder}/ ${what}.` })),
  ];
}
