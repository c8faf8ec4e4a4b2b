import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { recordId } from '../../../salesforce/ids';
import { recordIdOf, standardKeyPrefix, type ObjectDescribe } from '../../../salesforce/describe';
import type { FormValues } from '../host/form';
import { loader, type ListForm } from './listLoader';
import { fromList, locatorText } from './locator';
import { readObject } from './object';
import { mixedChoices, recordChoices, type RecordKind, type RecordList } from './recordChoices';

/** What a locator of a record shows. */
interface RecordLocator extends Pick<INodeProperties, 'description' | 'displayName' | 'name'> {
  readonly searchListMethod: string;
  /** Of an empty list, an ID and an address. */
  readonly placeholders: readonly [string, string, string];
}

/** A record from a list, by its ID or by the address of its page. */
export function recordLocator({ searchListMethod, placeholders, ...property }: RecordLocator): INodeProperties {
  const [list, id, url] = placeholders;
  return {
    ...property,
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    modes: [
      fromList(list, searchListMethod),
      {
        displayName: 'By ID',
        name: 'id',
        type: 'string',
        placeholder: id,
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*(?:[A-Za-z0-9]{15}|[A-Za-z0-9]{18})\\s*$',
              errorMessage: 'A record ID has 15 or 18 letters and digits',
            },
          },
        ],
      },
      {
        displayName: 'By URL',
        name: 'url',
        type: 'string',
        placeholder: url,
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^\\s*https?://.*[A-Za-z0-9]{15}.*$',
              errorMessage: 'Paste the URL of a record page in Salesforce',
            },
          },
        ],
      },
    ],
  };
}

export const recordIdProperty: INodeProperties = {
  ...recordLocator({
    displayName: 'Record',
    name: 'recordId',
    description: 'The record to work on',
    searchListMethod: 'searchRecords',
    placeholders: [
      'Select a record…',
      'e.g. 0035g00000ABCdeAAH',
      'e.g. https://acme.lightning.force.com/lightning/r/Contact/0035g00000ABCdeAAH/view',
    ],
  }),
  required: true,
  typeOptions: { loadOptionsDependsOn: ['object.value'] },
};

/** The record that others are merged into. */
export const masterRecordProperty: INodeProperties = {
  ...recordIdProperty,
  displayName: 'Master Record',
  description: 'The record that stays, and that the duplicates become part of',
};

/** A record in the Recycle Bin. */
export const deletedRecordProperty: INodeProperties = {
  ...recordIdProperty,
  ...recordLocator({
    displayName: 'Record',
    name: 'recordId',
    description: 'The record in the Recycle Bin',
    searchListMethod: 'searchDeletedRecords',
    placeholders: [
      'Select a deleted record…',
      'e.g. 0035g00000ABCdeAAH',
      'e.g. https://acme.lightning.force.com/lightning/r/Contact/0035g00000ABCdeAAH/view',
    ],
  }),
};

/** The ID of the record, also from a URL. */
export function readRecordId(form: FormValues): string {
  const { displayName } = recordIdProperty;
  const prefix = standardKeyPrefix(readObject(form));
  return recordId(locatorText(form.param('recordId'), displayName), displayName, prefix === undefined ? [] : [prefix]);
}

/** The same of a record of the chosen object. */
export function readOwnRecordId(
  form: FormValues,
  described: ObjectDescribe | undefined,
  { displayName } = recordIdProperty,
): string {
  return recordIdOf(readObject(form), locatorText(form.param('recordId'), displayName), displayName, described);
}

/** Lists records whose name contains what the user typed, a page at a time: an org can have a million. */
export function recordList(
  objectOf: (form: ListForm) => Promise<ObjectDescribe>,
  which: Pick<RecordList, 'isDeleted'> = {},
) {
  return loader(
    async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> =>
      await recordChoices(form.org, { object: await objectOf(form), filter, paginationToken, ...which }),
  );
}

/** Lists records of several objects, each with what it is. */
export function mixedRecordList(kinds: readonly RecordKind[]) {
  return loader(
    async ({ org }: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> =>
      await mixedChoices(org, kinds, { filter, paginationToken }),
  );
}

export const searchRecords = recordList(({ object }) => object('records'));
export const searchDeletedRecords = recordList(({ object }) => object('records'), { isDeleted: true });
