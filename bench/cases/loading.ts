import { timed } from '../client';
import type { Case, Side } from './define';

/** The files of the built-in that do what this package does: one node of n8n-nodes-base, not all. */
const BUILTIN_NODE = 'dist/nodes/Salesforce/Salesforce.node.js';
const BUILTIN_CREDENTIALS = ['SalesforceOAuth2Api', 'SalesforceJwtApi'].map(
  (name) => `dist/credentials/${name}.credentials.js`,
);

const ours: Side = async ({ package: directory }) => {
  const { PackageDirectoryLoader } = await import('n8n-core');
  return () =>
    timed(async () => {
      const loader = new PackageDirectoryLoader(directory);
      await loader.loadAll();
      return Object.keys(loader.known.nodes).length;
    });
};

const builtin: Side = async ({ builtin: directory }) => {
  const { PackageDirectoryLoader } = await import('n8n-core');
  return () =>
    timed(async () => {
      const loader = new PackageDirectoryLoader(directory);
      loader.loadNodeFromFile(BUILTIN_NODE);
      for (const file of BUILTIN_CREDENTIALS) loader.loadCredentialFromFile(file);
      return Object.keys(loader.known.nodes).length;
    });
};

export const loading: Case = {
  title: "Load the package with n8n's loader",
  size: 1,
  warm: 0,
  orgSize: () => 0,
  sides: { ours, builtin },
  bars: [],
};
