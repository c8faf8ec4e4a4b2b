import * as soqlParser from '@jetstreamapp/soql-parser-js';
import { TestEnvironment } from 'jest-environment-node';
import * as transliteration from 'transliteration';

/**
 * Jest loads every module anew for every test file. What takes long to load and keeps nothing of what it has read is loaded
 * once in a process: the parser of the simulated org's SOQL, whose grammar takes a third of a second, and the letters of all
 * scripts that n8n-workflow writes in Latin ones.
 */
export default class Environment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { soqlParser, transliteration });
  }
}
