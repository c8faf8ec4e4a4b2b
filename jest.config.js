'use strict';

const os = require('node:os');
const path = require('node:path');

/** Types are checked by `tsc` in the build; here swc only strips them, so that a test file starts in milliseconds. */
const shared = {
  testEnvironment: '<rootDir>/test/support/environment.ts',
  globalSetup: '<rootDir>/test/support/seed.ts',
  // Nothing is global: tests import what they use, and Jest need not make it for each module.
  injectGlobals: false,
  moduleNameMapper: {
    '^@jetstreamapp/soql-parser-js$': '<rootDir>/test/support/soqlParser.ts',
    '^transliteration$': '<rootDir>/test/support/transliteration.ts',
  },
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  // These ship ES modules only; the last two are wanted by n8n 1.
  transformIgnorePatterns: [
    '/node_modules/(?!(?:jose|oauth4webapi|p-retry|is-network-error|cometd|cometd-nodejs-client|https?-proxy-agent|agent-base|proxy-agent-negotiate)/)',
    '<rootDir>/dist/',
  ],
};

/** The oldest n8n that the package promises: n8n 1.123.0 is made of this n8n-core, which brings the rest along. */
const OLDEST = path.dirname(require.resolve('n8n-core-oldest/package.json'));

module.exports = {
  projects: [
    {
      ...shared,
      displayName: 'n8n',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/engine/oldest.test.ts'],
    },
    {
      ...shared,
      displayName: 'oldest n8n',
      testMatch: [
        '<rootDir>/test/engine/{credentialTest,eventTrigger,faults,oldest,outboundMessageTrigger,pollTrigger,records,retryOnFail,session}.test.ts',
      ],
      // For whoever imports them, the built package and the engine alike.
      moduleNameMapper: {
        ...shared.moduleNameMapper,
        '^n8n-core(/.*)?$': `${OLDEST}$1`,
        '^(n8n-workflow|@n8n/(?:client-oauth2|di))(/.*)?$': `${OLDEST}/node_modules/$1$2`,
      },
    },
  ],
  testSequencer: '<rootDir>/test/support/sequencer.js',
  // On a busy machine, the slowest takes a minute.
  testTimeout: 90_000,
  // More than there are cores: tests of jobs and of pauses wait most of their time.
  maxWorkers: Math.ceil(os.availableParallelism() * 1.5),
};
