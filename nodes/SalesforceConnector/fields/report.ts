import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { recordIdOf } from '../../../salesforce/describe';
import type { FormValues } from '../host/form';
import { loader, type ListForm } from './listLoader';
import { fromList, locatorText } from './locator';
import { recordChoices } from './recordChoices';

/** A report or a dashboard: what it is called, how its URL looks, and the list of them. */
interface AnalyticsAsset {
  readonly displayName: string;
  readonly name: string;
  readonly searchListMethod: string;
  readonly exampleId: string;
}

function assetProperty({ displayName, name, searchListMethod, exampleId }: AnalyticsAsset): INodeProperties {
  const what = displayName.toLowerCase();
  return {
    displayName,
    name,
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    required: true,
    description: `The ${what} in Salesforce`,
    modes: [
      fromList(`Select a ${what}…`, searchListMethod),
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: `e.g. ${exampleId}`,
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})\\s*$',
              errorMessage: 'An ID has 15 or 18 letters and digits',
            },
          },
        ],
      },
      {
        displayName: 'By URL',
        name: 'url',
        type: 'string',
        placeholder: `e.g. https://acme.lightning.force.com/lightning/r/${displayName}/${exampleId}/view`,
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*https?://.*[A-Za-z0-9]{15}.*$',
              errorMessage: `Paste the URL of a ${what} in Salesforce`,
            },
          },
        ],
      },
    ],
  };
}

export const reportProperty: INodeProperties = assetProperty({
  displayName: 'Report',
  name: 'report',
  searchListMethod: 'searchReports',
  exampleId: '00O5g000004ABCdEAO',
});

/** The ID of the report, also from a URL. */
export function readReportId(form: FormValues): string {
  return assetId(form, reportProperty, 'Report');
}

/** @throws InputError for the ID of something else, which Salesforce would only say that it does not find */
function assetId(form: FormValues, { name, displayName }: INodeProperties, object: 'Dashboard' | 'Report'): string {
  return recordIdOf(object, locatorText(form.param(name), displayName), displayName);
}

export const dashboardProperty: INodeProperties = assetProperty({
  displayName: 'Dashboard',
  name: 'dashboard',
  searchListMethod: 'searchDashboards',
  exampleId: '01Z5g000004ABCdEAO',
});

/** The ID of the dashboard, also from a URL. */
export function readDashboardId(form: FormValues): string {
  return assetId(form, dashboardProperty, 'Dashboard');
}

/** Lists the records of an object with their folders. */
const assetList = (object: string) =>
  loader(
    async ({ org }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> =>
      await recordChoices(org, {
        object: await org.describe.object(object),
        filter,
        paginationToken,
        beside: 'FolderName',
      }),
  );

export const searchReports = assetList('Report');
export const searchDashboards = assetList('Dashboard');
