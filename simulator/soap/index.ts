import type { FastifyInstance, FastifyReply } from 'fastify';

import type { GrantedSession, Sessions } from '../oauth/sessions';
import { versions } from '../rest/versions';
import type { ApiUsage } from '../usage';
import { undelete, type SoapCall } from './calls';
import { convertLead } from './convertLead';
import { answerElement, parseEnvelope, type AnswerValue } from './envelope';
import { faultXml, SoapFault } from './fault';
import { merge } from './merge';

const XML_TYPE = 'text/xml;charset=UTF-8';

const CALLS: ReadonlyMap<string, (call: SoapCall) => AnswerValue> = new Map<string, (call: SoapCall) => AnswerValue>([
  ['convertLead', convertLead],
  ['merge', merge],
  ['undelete', undelete],
]);

/** What SOAP needs to know of who asks. */
export interface SoapContext {
  readonly sessions: Sessions;
  readonly usage: ApiUsage;
}

/**
 * The partner SOAP API, as far as REST has nothing for it.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_partner.htm
 */
export function registerSoap(app: FastifyInstance, context: SoapContext): void {
  app.register(async (soap) => {
    soap.removeAllContentTypeParsers();
    soap.addContentTypeParser('*', { parseAs: 'string' }, async (_: unknown, text: string) => text);
    soap.setErrorHandler((error, _, reply) => {
      if (!(error instanceof SoapFault)) throw error;
      return send(reply, 500, faultXml(error));
    });
    for (const url of ['/services/Soap/u/:version', '/services/Soap/u/:version/:organization']) {
      soap.post<{ Params: { version: string } }>(url, async (request, reply) => {
        checkVersion(request.params.version);
        const { sessionId, call, content } = parseEnvelope(String(request.body));
        const session = sessionOf(context, sessionId);
        context.usage.used += 1;
        const act = CALLS.get(call);
        if (act === undefined) throw new SoapFault('soapenv:Client', `No operation available for request ${call}`);
        const { org } = request.server;
        const options = {
          userId: session.userId,
          now: org.clock.now(),
          allowDuplicates: false,
          autoAssign: true,
          origin: `com/salesforce/api/soap/${request.params.version}`,
        };
        return send(reply, 200, answerXml(call, act({ org, content, options }), context.usage));
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
function answerXml(call: string, result: AnswerValue, { used, max }: ApiUsage): string {
  const limits = { limitInfo: { current: String(used), limit: String(max), type: 'API REQUESTS' } };
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<soapenv:Header>${answerElement('LimitInfoHeader', limits)}</soapenv:Header>` +
    `<soapenv:Body>${answerElement(`${call}Response`, { result })}</soapenv:Body></soapenv:Envelope>`
  );
}
