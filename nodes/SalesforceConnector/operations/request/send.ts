import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../../salesforce/errors';
import { bytesOf, type Request } from '../../../../salesforce/http';
import { fileOfAnswer, listAt, sendAny, type BodyAnswer } from '../../../../salesforce/requests/answers';
import { answerPages } from '../../../../salesforce/requests/pages';
import { mayWrite, readRequest, requestProperties } from '../../fields/request';
import {
  followPages,
  fullResponse,
  neverError,
  readResponseSettings,
  responseProperties,
  splitOut,
  type ResponseSettings,
} from '../../fields/response';
import { AdvisedError } from '../../host/advice';
import type { Item } from '../../host/form';
import type { NodeOrg } from '../../host/org';
import { FileOutput, type Output } from '../../host/outcome';
import type { EachOperation } from '../define';
import { elementsOf, itemOf } from './items';

export const requestSend: EachOperation = {
  value: 'send',
  name: 'Send',
  action: 'Send request',
  description: 'Send a request to any path of the org: REST, Tooling, Connect, UI, Analytics, Apex REST or SOAP',
  properties: [...requestProperties, ...responseProperties],
  options: [followPages, fullResponse, neverError, splitOut],
  saves: mayWrite,
  each: async (org, item) => {
    const request = readRequest(org, item);
    const settings = readResponseSettings(item);
    const asked = { ...request, headers: { accept: ACCEPTED[settings.format], ...request.headers } };
    const answers = settings.followPages ? answerPages(org, asked, settings) : oneAnswer(org, asked, settings);
    const output: Output[] = [];
    for await (const answer of answers) {
      for (const one of await outputsOf({ org, item, request }, answer, settings)) output.push(one);
    }
    return output;
  },
};

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
interface Sending {
  readonly org: NodeOrg;
  readonly item: Item;
  readonly request: Request;
}

async function outputsOf(sending: Sending, answer: BodyAnswer, settings: ResponseSettings): Promise<Output[]> {
  if (answer.format === 'file') return [await fileOutput(sending, answer, settings)];
  const { status, body } = answer;
  if (settings.fullResponse) return [{ ...headOf(answer), body: (body ?? null) as IDataObject }];
  if (body === undefined) return [{}];
  if (settings.splitOut === '' || status >= 300) return elementsOf(body).map(itemOf);
  const list = listAt(body, settings.splitOut);
  if (list === undefined) throw noSuchList(settings.splitOut, body);
  return list.map(itemOf);
}

/** Cookies are part of the session. */
function headOf({ status, headers }: BodyAnswer): IDataObject {
  const { 'set-cookie': _, ...shown } = headers;
  return { statusCode: status, headers: shown };
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
