import * as soqlParser from '@jetstreamapp/soql-parser-js';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest loads every module anew for every test file. Here the parser of the simulated org's SOQL is loaded once in a process:
 * its grammar takes a third of a second, and it keeps nothing of what it has read.
 */
export default class Environment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { soqlParser });
  }
}
