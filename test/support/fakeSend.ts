import type { Request, Response, Send } from '../../salesforce/http';

export interface FakeSend {
  send: Send;
  /** What was sent, in order. */
  requests: Request[];
}

/** A Send that answers from a function, and remembers what it was asked. */
export function fakeSend(answer: (request: Request, n: number) => Partial<Response>): FakeSend {
  const requests: Request[] = [];
  const send: Send = async (request) => {
    requests.push(request);
    return await Promise.resolve({ status: 200, headers: {}, body: '', ...answer(request, requests.length) });
  };
  return { send, requests };
}
