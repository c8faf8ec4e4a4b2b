import { InputError, isNotFound } from '../errors';
import type { Metadata } from './metadata';
import type { ObjectDescribe, ObjectSummary, VersionInfo } from './types';

/**
 * The schema as one execution sees it: each part is requested once, whatever the response. Ten thousand items with an
 * object that does not exist cost one request.
 */
export class Describe {
  readonly #asked = new Map<string, Promise<ObjectDescribe>>();
  readonly #told = new Map<string, ObjectDescribe>();
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(private readonly metadata: Metadata) {}

  /**
   * An object with its fields.
   * @throws InputError when the user signed in sees no such object
   */
  async object(name: string): Promise<ObjectDescribe> {
    let asked = this.#asked.get(name);
    if (asked === undefined) this.#asked.set(name, (asked = this.#ask(name, this.metadata.object(name))));
    return await asked;
  }

  /**
   * The same where the description lacks something: it can be older than what is new in the org. Asks anew once in an
   * execution, and costs little if nothing has changed.
   * @param every milliseconds in which all executions together ask once at most
   */
  async renewed(name: string, every = 0): Promise<ObjectDescribe> {
    const asked = this.#ask(name, this.metadata.renewed(name, every));
    // What was known stays if there is no answer.
    const renewed = await asked;
    this.#asked.set(name, asked);
    return renewed;
  }

  /** The schema as another execution would see it now. */
  anew(): Describe {
    return new Describe(this.metadata.anew());
  }

  /** The same if the response is already there: awaiting it ten thousand times would take as long as using it. */
  known(name: string): ObjectDescribe | undefined {
    return this.#told.get(name);
  }

  /** Every object that the user can see, in the org's order. */
  async global(): Promise<readonly ObjectSummary[]> {
    return await this.metadata.global();
  }

  /** The ID of the user who is signed in. */
  async userId(): Promise<string> {
    return await this.metadata.userId();
  }

  /** The API versions that the org has, oldest first. */
  async versions(): Promise<readonly VersionInfo[]> {
    return await this.metadata.versions();
  }

  /** What else the org says of itself, at a path below the version, reduced by `keep`. */
  async kept<T>(segments: readonly string[], keep: (body: unknown) => T): Promise<T> {
    const path = segments.join('/');
    let asked = this.#kept.get(path) as Promise<T> | undefined;
    if (asked === undefined) this.#kept.set(path, (asked = this.metadata.kept(segments, keep)));
    return await asked;
  }

  async #ask(name: string, answer: Promise<ObjectDescribe>): Promise<ObjectDescribe> {
    const object = await answer.catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      throw new InputError(`There is no object “${name}” that the signed-in user can see.`, {
        reason: 'unknownObject',
      });
    });
    this.#told.set(name, object);
    return object;
  }
}
