/** Ends a job in the state Failed; what it says becomes the job's errorMessage. */
export class JobFailure extends Error {
  constructor(exceptionCode: string, message: string) {
    super(`${exceptionCode} : ${message}`);
  }
}
