import type { Response } from '../../../salesforce/http';

/** An answer to a call of the partner API, as the guide’s examples are written. */
export function answerOf(call: string, ...results: readonly string[]): Response {
  return answerIn('urn:partner.soap.sforce.com', call, results);
}

/** The same of the Apex API. */
export function apexAnswerOf(...results: readonly string[]): Response {
  return answerIn('http://soap.sforce.com/2006/08/apex', 'executeAnonymous', results);
}

function answerIn(namespace: string, call: string, results: readonly string[]): Response {
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}" ` +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header><LimitInfoHeader><limitInfo>' +
    '<current>5</current><limit>100000</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader></soapenv:Header>' +
    `<soapenv:Body><${call}Response>${results.map((one) => `<result>${one}</result>`).join('')}</${call}Response>` +
    '</soapenv:Body></soapenv:Envelope>';
  return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}

export const failed = (statusCode: string, message = 'no', fields: readonly string[] = []): string =>
  `<errors>${fields.map((field) => `<fields>${field}</fields>`).join('')}<message>${message}</message>` +
  `<statusCode>${statusCode}</statusCode></errors><id xsi:nil="true"/><success>false</success>`;

/** A fault as Salesforce words it, or as somebody else does with another namespace. */
export function faultOf(code: string, message: string, namespace = 'urn:fault.partner.soap.sforce.com'): Response {
  const body =
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="${namespace}">` +
    `<soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring>` +
    '</soapenv:Fault></soapenv:Body></soapenv:Envelope>';
  return { status: 500, headers: { 'content-type': 'text/xml' }, body };
}

/** A message that Salesforce cannot read, as xjsender/haoide-vscode#10 has it; the prefix and the code can be others. */
export function unreadable(message: string, code = 'soapenv:Client'): Response {
  const [prefix = ''] = code.split(':');
  const element = (name: string, content: string): string => `<${prefix}:${name}>${content}</${prefix}:${name}>`;
  const fault = `<faultcode>${code}</faultcode><faultstring>${message}</faultstring>`;
  const body =
    `<?xml version="1.0" encoding="UTF-8"?><${prefix}:Envelope xmlns:${prefix}="http://schemas.xmlsoap.org/soap/envelope/">` +
    `${element('Body', element('Fault', fault))}</${prefix}:Envelope>`;
  return { status: 500, headers: { 'content-type': 'text/xml; charset=utf-8' }, body };
}
