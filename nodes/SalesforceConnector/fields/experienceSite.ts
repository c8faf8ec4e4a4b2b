import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { experienceSites, SITE_PREFIX } from '../../../salesforce/feed/sites';
import { recordId } from '../../../salesforce/ids';
import { AdvisedError } from '../host/advice';
import type { FormValues } from '../host/form';
import { loader, type ListForm } from './listLoader';
import { fromList, optionalText, pageOf } from './locator';

const EXPERIENCE_SITE = 'Experience Cloud Site';

/** Whose feeds are meant; the company's own where it is left out. */
export const experienceSite: INodeProperties = {
  displayName: EXPERIENCE_SITE,
  name: 'experienceSite',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description: 'The site whose feeds to use: each site has its own. Without it, those of the company.',
  modes: [
    fromList('Select a site…', 'searchExperienceSites'),
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 0DB5g00000AbCdEGAV' },
  ],
};

export function readExperienceSite(form: FormValues): { readonly siteId?: string } {
  const text = optionalText(form.param<unknown>('options.experienceSite', ''), EXPERIENCE_SITE);
  if (text === undefined) return {};
  const siteId = recordId(text, EXPERIENCE_SITE, [SITE_PREFIX]);
  if (siteId.startsWith(SITE_PREFIX)) return { siteId };
  throw new AdvisedError(`${EXPERIENCE_SITE}: “${siteId}” is not the ID of a site: those begin with ${SITE_PREFIX}.`, {
    field: EXPERIENCE_SITE,
    actions: ['Choose the site from the list. A site’s Network ID is meant, and not its 0DM ID.'],
  });
}

export const searchExperienceSites = loader(
  async ({ org }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const sites = (await experienceSites(org)).map(({ id, name }) => ({ name, value: id }));
    return pageOf(sites, filter, paginationToken);
  },
);
