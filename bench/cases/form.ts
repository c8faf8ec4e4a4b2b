import { plainClient, timed } from '../client';
import { credentialsOf, engineWith } from '../n8n';
import { CONTACT } from './contacts';
import type { Case, Side } from './define';

const floor: Side = async ({ org }) => {
  const http = plainClient(org);
  return () =>
    timed(async () => {
      await http.get('sobjects');
      const { data } = await http.get<{ fields: unknown[] }>('sobjects/Contact/describe');
      return Math.sign(data.fields.length);
    });
};

const ours: Side = async ({ org, package: directory }) => {
  const loader = (await engineWith(directory)).form(credentialsOf(org));
  const form = {
    type: 'n8n-nodes-salesforce-connector.salesforceConnector',
    parameters: { authentication: 'oAuth2', resource: 'record', operation: 'create', object: CONTACT },
    credentials: { salesforceConnectorOAuth2Api: 'ours' },
  };
  return () =>
    timed(async () => {
      await loader.listSearch(form, 'searchCreatableObjects');
      const { fields } = await loader.resourceMapping(form, 'getFieldsToCreate');
      return Math.sign(fields.length);
    });
};

const builtin: Side = async ({ org, builtin: directory }) => {
  const loader = (await engineWith(directory)).form(credentialsOf(org));
  const form = {
    type: 'n8n-nodes-base.salesforce',
    typeVersion: 1.1,
    parameters: { authentication: 'oAuth2', resource: 'customObject', operation: 'create', customObject: 'Contact' },
    credentials: { salesforceOAuth2Api: 'builtin' },
  };
  return () =>
    timed(async () => {
      await loader.loadOptions(form, 'getCustomObjects');
      return Math.sign((await loader.loadOptions(form, 'getCustomObjectFields')).length);
    });
};

/** For the first time in a process; the list of objects, then the fields of one. */
export const form: Case = {
  title: "Open the form: 1,000 objects, a contact's fields",
  size: 1,
  warm: 0,
  orgSize: () => 100,
  objects: 1000,
  sides: { floor, ours, builtin },
  bars: [],
};
