import type { FastifyInstance, FastifyReply } from 'fastify';

import { executeAnonymousBySoap } from '../apex';
import type { GrantedSession, Sessions } from '../oauth/sessions';
import { versions } from '../rest/versions';
import type { ApiUsage } from '../usage';
import { addPart } from '../server';
import { undelete, type SoapCall } from './calls';
import { convertLead } from './convertLead';
import { answerElement, parseEnvelope, type AnswerValue } from './envelope';
import { faultXml, SoapFault } from './fault';
import { merge } from './merge';

const XML_TYPE = 'text/xml;charset=UTF-8';

/** What a call gives, and what its answer has in its header. */
interface SoapAnswer {
  readonly result: AnswerValue;
  readonly header?: { readonly [name: string]: AnswerValue };
}

/** A SOAP API: where it is called, the namespaces of its answers and of the codes of its faults. */
interface SoapApi {
  readonly path: string;
  readonly namespace: string;
  readonly faults: string;
  readonly calls: ReadonlyMap<string, (call: SoapCall) => SoapAnswer>;
}

const only =
  (act: (call: SoapCall) => AnswerValue) =>
  (call: SoapCall): SoapAnswer => ({ result: act(call) });

/**
 * The partner API, as far as REST has nothing for it, and the Apex API, for code that is too long for an address.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_partner.htm
 * @see https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-executeanonymous.html
 */
const APIS: readonly SoapApi[] = [
  {
    path: '/services/Soap/u',
    namespace: 'urn:partner.soap.sforce.com',
    faults: 'urn:fault.partner.soap.sforce.com',
    calls: new Map([
      ['convertLead', only(convertLead)],
      ['merge', only(merge)],
      ['undelete', only(undelete)],
    ]),
  },
  {
    path: '/services/Soap/s',
    namespace: 'http://soap.sforce.com/2006/08/apex',
    faults: 'http://soap.sforce.com/2006/08/apex',
    calls: new Map([['executeAnonymous', executeAnonymousBySoap]]),
  },
];

/** What SOAP needs to know of who asks. */
export interface SoapContext {
  readonly sessions: Sessions;
  readonly usage: ApiUsage;
}

export function registerSoap(app: FastifyInstance, context: SoapContext): void {
  for (const api of APIS) registerApi(app, api, context);
}

function registerApi(app: FastifyInstance, api: SoapApi, context: SoapContext): void {
  addPart(app, api.path, async (soap) => {
    soap.removeAllContentTypeParsers();
    soap.addContentTypeParser('*', { parseAs: 'string' }, async (_: unknown, text: string) => text);
    soap.setErrorHandler((error, _, reply) => {
      if (!(error instanceof SoapFault)) throw error;
      return send(reply, 500, faultXml(error, api.faults));
    });
    for (const url of [`${api.path}/:version`, `${api.path}/:version/:organization`]) {
      soap.post<{ Params: { version: string } }>(url, async (request, reply) => {
        checkVersion(request.params.version);
        const { sessionId, call, content, header } = parseEnvelope(String(request.body));
        const session = sessionOf(context, sessionId);
        context.usage.used += 1;
        const act = api.calls.get(call);
        if (act === undefined) throw new SoapFault('soapenv:Client', `No operation available for request ${call}`);
        const { org } = request.server;
        const options = {
          userId: session.userId,
          now: org.clock.now(),
          allowDuplicates: false,
          autoAssign: true,
          origin: `com/salesforce/api/soap/${request.params.version}`,
        };
        const answer = act({ org, version: Number(request.params.version), content, header, options });
        return send(reply, 200, answerXml({ ...answer, call, namespace: api.namespace }, context.usage));
      });
    }
  });
}

/** The versions are those of REST. */
function checkVersion(version: string): void {
  if (versions().some((one) => one.version === version)) return;
  throw new SoapFault('UNSUPPORTED_API_VERSION', 'Invalid Api version specified on URL');
}

function send(reply: FastifyReply, status: number, xml: string): FastifyReply {
  return reply.code(status).type(XML_TYPE).send(xml);
}

/**
 * The session that the message names: no header of HTTP counts.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_sessionheader.htm
 */
function sessionOf({ sessions, usage }: SoapContext, token = ''): GrantedSession {
  const session = sessions.use(token);
  if (session === undefined) {
    const why = token === '' ? 'missing session key' : 'session not found';
    throw new SoapFault('INVALID_SESSION_ID', `Invalid Session ID found in SessionHeader: Illegal Session. ${why}`);
  }
  if (usage.exhausted) throw new SoapFault('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  return session;
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_header_limitinfo.htm */
function answerXml(
  { call, namespace, result, header = {} }: SoapAnswer & { call: string; namespace: string },
  { used, max }: ApiUsage,
): string {
  const limitInfo = { current: String(used), limit: String(max), type: 'API REQUESTS' };
  const headers = Object.entries({ LimitInfoHeader: { limitInfo }, ...header });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}" ` +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<soapenv:Header>${headers.map(([name, value]) => answerElement(name, value)).join('')}</soapenv:Header>` +
    `<soapenv:Body>${answerElement(`${call}Response`, { result })}</soapenv:Body></soapenv:Envelope>`
  );
}
