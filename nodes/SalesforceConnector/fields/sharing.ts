import type { INodeProperties } from 'n8n-workflow';

import type { Sharing } from '../../../salesforce/files/links';
import type { FormValues } from '../host/form';
import { readOption, type OptionPlace } from './allowed';

export const shareType: INodeProperties = {
  displayName: 'Share Type',
  name: 'shareType',
  type: 'options',
  default: 'V',
  description: 'What those the file is shared with may do',
  options: [
    { name: 'Collaborator', value: 'C', description: 'See and edit the file' },
    { name: 'Set by Record', value: 'I', description: 'What they may do with the record or in the library' },
    { name: 'Viewer', value: 'V', description: 'See the file' },
  ],
};

const VISIBILITY_DEFAULT = '';

export const visibility: INodeProperties = {
  displayName: 'Visibility',
  name: 'visibility',
  type: 'options',
  default: VISIBILITY_DEFAULT,
  description: 'Who of those with access to the record sees the file',
  options: [
    { name: 'All Users', value: 'AllUsers', description: 'Also the users of Experience Cloud sites' },
    { name: 'Internal Users', value: 'InternalUsers', description: 'Only the company’s own users' },
    { name: 'Org Default', value: VISIBILITY_DEFAULT },
    { name: 'Shared Users', value: 'SharedUsers', description: 'Those who can see the user who shares the file' },
  ],
};

/**
 * By which links a file is shared.
 * @param shareTypeIn where the form has the share type
 */
export function readSharing(form: FormValues, shareTypeIn: OptionPlace): Sharing {
  return {
    shareType: readOption<Sharing['shareType']>(form, shareType, shareTypeIn),
    visibility: readOption<NonNullable<Sharing['visibility']> | ''>(form, visibility, 'options') || undefined,
  };
}
