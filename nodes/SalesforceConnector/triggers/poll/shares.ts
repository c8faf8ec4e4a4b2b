import type { IPollFunctions } from 'n8n-workflow';

import type { ChangeWatch } from '../../../../salesforce/changes';
import { budgetOfPoll } from '../../host/deadline';

/** Records in one execution: what is left comes with the next poll. */
export const MOST_GIVEN = 10_000;
/** Part of the time that n8n gives a poll: the request that is under way when it is over must end too. */
const SHARE = 0.6;

/** A poll's time and records, shared among the objects: none of them can use up what the others need. */
export class Shares {
  readonly #end: number;
  #records = MOST_GIVEN;

  constructor(
    context: IPollFunctions,
    private readonly now: () => number,
    private objects: number,
  ) {
    this.#end = now() + SHARE * budgetOfPoll(context);
  }

  /** An equal part of what is left, for the next one of those that are left. */
  next(): Pick<ChangeWatch, 'isOver' | 'mostGiven'> {
    const began = this.now();
    const time = (this.#end - began) / this.objects;
    const mostGiven = Math.ceil(this.#records / this.objects);
    this.objects -= 1;
    return { mostGiven, isOver: () => this.now() - began > time };
  }

  took(records: number): void {
    this.#records -= records;
  }
}
