import type { Linter } from 'eslint';

interface FolderRules {
  readonly mayImport: readonly string[];
  readonly modules?: readonly (readonly [string, string])[];
}

interface Level {
  readonly within: string;
  readonly folders: Readonly<Record<string, FolderRules>>;
}

export declare const LAYERS: readonly Level[];
export declare function forbiddenTo(level: Level, folder: string): string[];
export declare function layerConfigs(): Linter.Config[];
