import type { INodeProperties } from 'n8n-workflow';

const SALESFORCE = '*.salesforce.com, *.salesforce.mil, *.sfcrmproducts.cn';
/** Where an org is simulated, if the credential says so. */
const LOOPBACK = 'localhost, 127.0.0.1, [::1]';

/**
 * n8n's own fields for the hosts that a credential may be sent to, by its HTTP Request node too: those of Salesforce. A
 * token is for the org that gave it.
 */
export const allowedDomainsProperties: INodeProperties[] = [
  {
    displayName: 'Allowed HTTP Request Domains',
    name: 'allowedHttpRequestDomains',
    type: 'hidden',
    default: 'domains',
  },
  {
    displayName: 'Allowed Domains',
    name: 'allowedDomains',
    type: 'hidden',
    default:
      '={{ $self["environment"] === "custom" && ' +
      '/^\\s*(?:https?:\\/\\/)?(?:localhost|127\\.0\\.0\\.1|\\[::1\\])(?:[:\\/\\s]|$)/i.test($self["myDomain"] || "") ' +
      `? "${LOOPBACK}" : "${SALESFORCE}" }}`,
  },
];
