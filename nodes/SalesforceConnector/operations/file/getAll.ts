import type { IDataObject } from 'n8n-workflow';

import { fileKindProperty, fileOwnerProperties } from '../../fields/file';
import { limitProperties, readLimit } from '../../fields/limit';
import type { Outcome } from '../../host/outcome';
import type { BatchOperation } from '../define';
import { readItem } from '../readItem';
import { listFiles, readWantedList } from './listFiles';

export const fileGetAll: BatchOperation = {
  value: 'getAll',
  name: 'Get Many',
  action: 'Get many files',
  description: 'List the files of a record, with their sizes, owners and versions',
  properties: [fileKindProperty, ...fileOwnerProperties, ...limitProperties],
  batch: async (org, items) => {
    const wanted = items.map((item) =>
      readItem(item, () => ({ ...readWantedList(item), limit: item.shared(readLimit) })),
    );
    const filesOfRecord = await listFiles(
      org,
      wanted.filter((one) => 'kind' in one),
    );
    return wanted.map((one): Outcome => {
      if ('error' in one) return one;
      const files = filesOfRecord(one);
      if (files instanceof Error) return { error: files };
      return { json: files.slice(0, one.limit).map(({ about }) => about as IDataObject) };
    });
  },
};
