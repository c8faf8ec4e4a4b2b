import { escapeXml } from '../rest/xml';

/** A call that is refused as a whole. */
export class SoapFault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * A fault of SOAP 1.1. One of Salesforce's own has the error's code, in its own namespace, and again in its details.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 * @see https://help.salesforce.com/s/articleView?id=000381864 INVALID_SESSION_ID, with status 500
 */
export function faultXml({ code, message }: SoapFault, namespace: string): string {
  const isOwn = !code.includes(':');
  const detail = isOwn
    ? `<detail><sf:UnexpectedErrorFault xsi:type="sf:UnexpectedErrorFault"><sf:exceptionCode>${code}</sf:exceptionCode>` +
      `<sf:exceptionMessage>${escapeXml(message)}</sf:exceptionMessage></sf:UnexpectedErrorFault></detail>`
    : '';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="${namespace}" ` +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault>' +
    `<faultcode>${isOwn ? 'sf:' : ''}${code}</faultcode>` +
    `<faultstring>${escapeXml(isOwn ? `${code}: ${message}` : message)}</faultstring>${detail}` +
    '</soapenv:Fault></soapenv:Body></soapenv:Envelope>'
  );
}
