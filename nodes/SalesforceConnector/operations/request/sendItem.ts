import type { IDataObject } from 'n8n-workflow';

import {
  asError,
  isRecord,
  redact,
  UncertainError,
  withoutEchoes,
  withoutSecretsIn,
} from '../../../../salesforce/errors';
import { bytesOf, isRead, type Request } from '../../../../salesforce/http';
import { fileOfAnswer, isWebPage, listAt, sendAny, type BodyAnswer } from '../../../../salesforce/requests/answers';
import { answerPages } from '../../../../salesforce/requests/pages';
import { uncertainOf } from '../../../../salesforce/retry';
import { splitOut, type ResponseSettings } from '../../fields/response';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Output } from '../../host/outcome';
import { elementsOf, itemOf } from './items';

/** Sends the request of an item; what it is answered with becomes the item's outputs. */
export async function sendItem(sending: Sending, settings: ResponseSettings): Promise<Output[]> {
  const { org, request } = sending;
  const asked = { ...request, headers: { accept: ACCEPTED[settings.format], ...request.headers } };
  const sent = new Sent(org);
  try {
    const output: Output[] = [];
    const from = sent.org;
    const answers = settings.followPages ? answerPages(from, asked, settings) : oneAnswer(from, asked, settings);
    for await (const answer of answers) {
      for (const one of await outputsOf(sending, answer, settings)) output.push(one);
    }
    return output;
  } catch (error) {
    throw isRead(request) ? error : sent.meaningOf(asError(error));
  }
}

/** Whether a request that changes something was carried out, whatever fails after that. */
class Sent {
  readonly org: NodeOrg;
  #isDone = false;

  constructor(org: NodeOrg) {
    this.org = {
      ...org,
      sendOnce: async (request) => {
        const response = await org.sendOnce(request);
        this.#isDone ||= response.status < 300;
        return response;
      },
    };
  }

  meaningOf(failure: Error): Error {
    return this.#isDone && !(failure instanceof UncertainError) ? uncertainOf(failure, 'carriedOut') : failure;
  }
}

const ACCEPTED: Readonly<Record<ResponseSettings['format'], string>> = {
  automatic: 'application/json, */*;q=0.8',
  file: '*/*',
  json: 'application/json',
  text: '*/*',
};

async function* oneAnswer(org: NodeOrg, request: Request, settings: ResponseSettings): AsyncGenerator<BodyAnswer> {
  yield await sendAny(org, request, settings);
}

/** What is sent, and for which item. */
export interface Sending {
  readonly org: NodeOrg;
  readonly item: Item;
  readonly request: Request;
}

const WEB_PAGE = 'The response is a web page: look at it, as it can be that of a login or a proxy.';

async function outputsOf(sending: Sending, answer: BodyAnswer, settings: ResponseSettings): Promise<Output[]> {
  if (answer.format === 'file') return [await fileOutput(sending, answer, settings)];
  const { status } = answer;
  // What refuses, or is no JSON, can be anybody's, who may repeat what he was sent in any way.
  const isAnybodys = status >= 300 || answer.format === 'text';
  const body = isAnybodys ? withoutSecretsIn(answer.body) : withoutEchoes(answer.body);
  if (answer.format === 'text' && isWebPage(answer)) sending.org.hints.warn(WEB_PAGE);
  if (settings.fullResponse) return [{ ...headOf(answer), body: (body ?? null) as IDataObject }];
  if (body === undefined) return [{}];
  if (settings.splitOut === '' || status >= 300) return elementsOf(body).map(itemOf);
  const list = listAt(body, settings.splitOut);
  if (list === undefined) throw noSuchList(settings.splitOut, body);
  return list.map(itemOf);
}

/** Cookies are part of the session, and a redirect can name it. */
function headOf({ status, headers }: BodyAnswer): IDataObject {
  const shown = Object.entries(headers).filter(([name]) => !/^set-cookie/.test(name));
  const headersOf = Object.fromEntries(shown.map(([name, value]) => [name, redact(value)]));
  return { statusCode: status, headers: headersOf };
}

async function fileOutput(
  { org, item, request }: Sending,
  answer: BodyAnswer,
  settings: ResponseSettings,
): Promise<Output> {
  const { fileName: own, mimeType, isWebPage } = fileOfAnswer(answer, request.path);
  const { property, name } = settings.file;
  const fileName = name === '' ? own : name;
  if (isWebPage)
    org.hints.warn(`The file ${fileName} is a web page: look at it, as it can be that of a login or a proxy.`);
  const binary = await item.writeFile(bytesOf(answer), { fileName, mimeType });
  const json = settings.fullResponse ? headOf(answer) : {};
  return new FileOutput({ ...json, fileName, mimeType }, { [property]: binary });
}

function noSuchList(path: string, body: unknown): AdvisedError {
  const names = isRecord(body) ? Object.keys(body).slice(0, 20).join(', ') : '';
  const there = names === '' ? 'The response is not an object.' : `The response has ${names}.`;
  return new AdvisedError(`${splitOut.displayName}: the response has no list “${path}”. ${there}`, {
    field: splitOut.displayName,
    actions: [`Enter the property that holds a list, such as records, or remove ${splitOut.displayName}.`],
  });
}
