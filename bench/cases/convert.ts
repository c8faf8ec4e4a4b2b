import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { inParallel, pages, PARALLEL, plainClient, timed, withoutAttributes } from '../client';
import { ourNode } from '../n8n';
import { ours } from './contacts';
import { wall, type Case, type Task } from './define';

/** Leads that one call takes. */
const LEADS = 100;
const STATUS = 'Closed - Converted';

/** Leads that are there to be converted. */
async function leads({ org, size }: Task): Promise<IDataObject[]> {
  const found: IDataObject[] = [];
  const soql = `SELECT Id FROM Lead WHERE IsConverted = false LIMIT ${size}`;
  for await (const page of pages<IDataObject>(plainClient(org), soql)) {
    for (const record of page) found.push(withoutAttributes(record));
  }
  return found;
}

const conversion = ({ Id }: IDataObject): string =>
  `<leadConverts><convertedStatus>${STATUS}</convertedStatus><doNotCreateOpportunity>false</doNotCreateOpportunity>` +
  `<leadId>${String(Id)}</leadId><overwriteLeadSource>false</overwriteLeadSource>` +
  '<sendNotificationEmail>false</sendNotificationEmail></leadConverts>';

const envelope = (token: string, content: string): string =>
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">' +
  `<soap:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></soap:Header>` +
  `<soap:Body><convertLead>${content}</convertLead></soap:Body></soap:Envelope>`;

export const convert: Case = {
  title: 'Convert 1,000 leads',
  size: 1000,
  warm: 1000,
  // A quarter as many leads.
  orgSize: (size) => 4 * size,
  sides: {
    floor: async (task) => {
      const http = plainClient(task.org);
      const all = await leads(task);
      const headers = { 'Content-Type': 'text/xml; charset=UTF-8', SOAPAction: '""' };
      return () =>
        timed(async () => {
          const chunks: IDataObject[][] = [];
          for (let from = 0; from < all.length; from += LEADS) chunks.push(all.slice(from, from + LEADS));
          let converted = 0;
          await inParallel(chunks, PARALLEL, async (chunk) => {
            const body = envelope(task.org.token, chunk.map(conversion).join(''));
            const { data } = await http.post<string>(`${task.org.url}/services/Soap/u/67.0`, body, { headers });
            converted += data.split('<success>true</success>').length - 1;
          });
          return converted;
        });
    },
    ours: ours(
      leads,
      ourNode({
        resource: 'lead',
        operation: 'convert',
        leadId: { __rl: true, mode: 'id', value: '={{ $json.Id }}' },
        convertedStatus: { __rl: true, mode: 'name', value: STATUS },
      } as INodeParameters),
    ),
  },
  bars: [
    wall(1.3),
    { what: 'API calls', unit: '', of: (figures) => figures.ours.apiCalls, atMost: 10, fullSize: true },
  ],
};
