import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig, globalIgnores } from 'eslint/config';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** Keeps a folder from knowing what it must not know. */
const forbid = (files, patterns) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: patterns.map(([regex, message]) => ({ regex, message })) }],
  },
});

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', 'coverage/', '.cache/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    // A property named before a rest is named to leave it out.
    rules: { '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }] },
  },
  {
    files: ['{nodes,credentials}/**/*.ts', 'package.json'],
    extends: [n8nCommunityNodesPlugin.configs.recommended],
  },
  { plugins: { 'n8n-nodes-base': n8nNodesBase } },
  {
    files: ['package.json'],
    languageOptions: { parser: tseslint.parser },
    rules: n8nNodesBase.configs.community.rules,
  },
  {
    files: ['credentials/**/*.ts'],
    rules: {
      ...n8nNodesBase.configs.credentials.rules,
      // The same two exceptions as n8n's own scanner makes.
      'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
      'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
    },
  },
  {
    files: ['nodes/**/*.ts'],
    rules: {
      ...n8nNodesBase.configs.nodes.rules,
      // The same three exceptions as n8n's own scanner makes.
      'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
      'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
      'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
    },
  },
  { files: ['{nodes,credentials,salesforce}/**/*.ts'], rules: { 'no-console': 'error' } },
  forbid(
    ['salesforce/**/*.ts'],
    [
      ['^(n8n-|@n8n/)', 'salesforce/ is what Salesforce is: it knows nothing of n8n.'],
      [
        '^(node:)?(https?|net|tls|dgram|http2|child_process)$|^axios$|^undici$',
        'salesforce/ opens no socket: it is given a Send.',
      ],
      ['/(nodes|credentials|simulator|engine|demo|bench)(/|$)', 'salesforce/ stands on its own.'],
    ],
  ),
  forbid(
    ['nodes/*/host/**/*.ts'],
    [['^\\.\\./(fields|operations|triggers)(/|$)', 'host/ is what n8n is: it knows no field and no operation.']],
  ),
  forbid(
    ['nodes/*/fields/**/*.ts'],
    [['^\\.\\./(operations|triggers)(/|$)', 'fields/ are for any node: they know no operation.']],
  ),
  forbid(
    ['simulator/**/*.ts'],
    [
      [
        '/(salesforce|nodes|credentials|engine|demo)(/|$)',
        "The simulated org is written from Salesforce's documentation, not from the client it is tried with.",
      ],
      ['^(n8n-|@n8n/)', "The simulated org is any client's."],
    ],
  ),
);
