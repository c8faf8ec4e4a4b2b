'use strict';

/** Types are checked by `tsc` in the build; here swc only strips them, so that a test file starts in milliseconds. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  // These ship ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(?:jose|oauth4webapi)/)', '<rootDir>/dist/'],
  testTimeout: 30_000,
  // Jest leaves a core to its watcher by default, which is half of two.
  maxWorkers: '100%',
};
