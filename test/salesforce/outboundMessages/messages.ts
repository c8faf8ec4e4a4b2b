export const ORG_ID = '00D8d0000000001EAA';
export const ACTION_ID = '04k8d0000000001AAA';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export interface SentNotification {
  readonly id: string;
  readonly object?: string;
  /** Elements of the record, in XML. */
  readonly xml?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** An ID of an object with this prefix. */
export const idOf = (prefix: string, n: number): string => `${prefix}8d00000${String(n).padStart(5, '0')}`;

export const notification = ({ id, object = 'Account', xml = '', fields = {} }: SentNotification): string =>
  `<Notification><Id>${id}</Id><sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">` +
  `${Object.entries(fields)
    .map(([name, text]) => `<sf:${name}>${escaped(text)}</sf:${name}>`)
    .join('')}${xml}</sObject></Notification>`;

/** A message in the form of the documentation's example. */
export const message = (
  notifications: readonly SentNotification[],
  { organizationId = ORG_ID, session = '<SessionId xsi:nil="true"/>' } = {},
): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organizationId}</OrganizationId>
   <ActionId>${ACTION_ID}</ActionId>
   ${session}
   <EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/67.0/00D8d0000000001</EnterpriseUrl>
   <PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/67.0/00D8d0000000001</PartnerUrl>
   ${notifications.map(notification).join('\n   ')}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`;
