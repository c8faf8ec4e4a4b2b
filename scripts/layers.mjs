import path from 'node:path';

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
      scripts: { mayImport: ['bench', 'demo', 'engine', 'nodes', 'simulator'] },
    },
  },
  {
    within: 'salesforce',
    // The small files beside the folders, which every folder may import.
    files: { mayImport: ['describe', 'errors'] },
    folders: {
      errors: { mayImport: [] },
      auth: { mayImport: ['errors'] },
      describe: { mayImport: ['errors'] },
      values: { mayImport: ['describe', 'errors'] },
      soql: { mayImport: ['describe', 'errors', 'values'] },
      query: { mayImport: ['describe', 'errors', 'soql'] },
      records: { mayImport: ['describe', 'errors', 'query', 'values'] },
      analytics: { mayImport: ['errors', 'query', 'values'] },
      bulk: { mayImport: ['describe', 'errors', 'query', 'soql', 'values'] },
      write: { mayImport: ['bulk', 'describe', 'errors', 'records', 'values'] },
      files: { mayImport: ['describe', 'errors', 'query', 'write'] },
      actions: { mayImport: ['describe', 'errors', 'records', 'values', 'write'] },
      approvals: { mayImport: ['describe', 'errors', 'query', 'records', 'soql', 'write'] },
      soap: { mayImport: ['describe', 'errors', 'query', 'records', 'soql', 'write'] },
      changes: { mayImport: ['describe', 'errors', 'query', 'soql'] },
      outboundMessages: { mayImport: ['describe', 'errors', 'query'] },
      events: { mayImport: ['describe', 'errors'] },
      feed: { mayImport: ['errors', 'requests', 'write'] },
      listViews: { mayImport: ['errors', 'soql'] },
      objects: { mayImport: ['describe', 'errors'] },
      organization: { mayImport: ['errors', 'query'] },
      requests: { mayImport: ['describe', 'errors'] },
      graphql: { mayImport: ['errors'] },
      apex: { mayImport: ['errors', 'requests', 'soap', 'soql'] },
      trees: { mayImport: ['describe', 'errors', 'records', 'requests', 'values', 'write'] },
    },
  },
  {
    within: 'nodes/SalesforceConnector',
    folders: {
      host: { mayImport: [] },
      fields: { mayImport: ['host'] },
      operations: { mayImport: ['fields', 'host'] },
      triggers: { mayImport: ['fields', 'host'] },
    },
  },
];

/** The folders beside it that a folder may not import. */
export function forbiddenTo({ folders }, folder) {
  return Object.keys(folders).filter((other) => other !== folder && !folders[folder].mayImport.includes(other));
}

const ROOT = path.resolve(import.meta.dirname, '..');

/** Why a file may not import what a specifier names; undefined where it may. */
export function refusalOf(file, specifier) {
  const from = path.relative(ROOT, file).split(path.sep).join('/');
  const to = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : undefined;
  for (const level of LAYERS) {
    const importer = placeIn(level, from);
    const { mayImport = [], modules = [] } =
      level.folders[importer] ?? (importer === '' ? level.files : undefined) ?? {};
    const name = path.posix.join(level.within, importer ?? '');
    if (to === undefined) {
      const [, what] = modules.find(([pattern]) => new RegExp(pattern).test(specifier)) ?? [];
      if (what !== undefined) return `${name}/ ${what}.`;
      continue;
    }
    const imported = placeIn(level, to);
    if (importer === undefined || imported === undefined || (importer === '' && level.files === undefined)) continue;
    if (imported === '' || imported === importer || mayImport.includes(imported)) continue;
    return `${name}/ may import ${mayImport.join(', ') || 'none of the folders beside it'}.`;
  }
  return undefined;
}

/** The folder of a level that a path is in; '' for a file beside the folders, undefined for what is elsewhere. */
function placeIn({ within, folders }, file) {
  const below = path.posix.relative(within, file);
  if (below.startsWith('..')) return undefined;
  const [folder] = below.split('/');
  return folder in folders ? folder : '';
}

const layers = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const check = (node, source) => {
      if (typeof source?.value !== 'string') return;
      const message = refusalOf(context.filename, source.value);
      if (message !== undefined) context.report({ node, message });
    };
    const ofSource = (node) => check(node, node.source);
    return {
      ImportDeclaration: ofSource,
      ExportAllDeclaration: ofSource,
      ExportNamedDeclaration: ofSource,
      ImportExpression: ofSource,
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
      TSExternalModuleReference: (node) => check(node, node.expression),
      'CallExpression[callee.name="require"]': (node) => check(node, node.arguments[0]),
    };
  },
};

/** ESLint's configuration of these rules, for every file. */
export const layerConfig = {
  files: ['**/*.ts'],
  plugins: { project: { rules: { layers } } },
  rules: { 'project/layers': 'error' },
};
