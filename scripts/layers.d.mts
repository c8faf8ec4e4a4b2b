import type { Linter } from 'eslint';

interface Layer {
  readonly mayImport: readonly string[];
  readonly modules?: readonly (readonly [pattern: string, what: string])[];
}

interface Level {
  readonly within: string;
  readonly files?: Layer;
  readonly folders: Readonly<Record<string, Layer>>;
}

export const LAYERS: readonly Level[];
export function forbiddenTo(level: Level, folder: string): string[];
export const layerConfig: Linter.Config;
