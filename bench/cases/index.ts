import { bulkLoad } from './bulkLoad';
import { bulkQuery } from './bulkQuery';
import { convert } from './convert';
import { create } from './create';
import { createComputed } from './createComputed';
import { createMapped } from './createMapped';
import type { Case } from './define';
import { remove } from './delete';
import { largeFile, smallFiles } from './files';
import { flow } from './flow';
import { form } from './form';
import { jwt } from './jwt';
import { listFields, listObjects, listRecords, searchAccountsByName } from './lists';
import { loading } from './loading';
import { publish } from './publish';
import { query, queryMillion } from './query';
import { trees } from './trees';
import { update } from './update';
import { upsert } from './upsert';

/** THE TABLE: every case, by the name that `--only` takes. */
export const CASES: ReadonlyMap<string, Case> = new Map([
  ['create', create],
  ['create-mapped', createMapped],
  ['create-computed', createComputed],
  ['update', update],
  ['upsert', upsert],
  ['delete', remove],
  ['trees', trees],
  ['convert', convert],
  ['publish', publish],
  ['flow', flow],
  ['query', query],
  ['query-million', queryMillion],
  ['bulk-query', bulkQuery],
  ['bulk-load', bulkLoad],
  ['files', smallFiles],
  ['large-file', largeFile],
  ['jwt', jwt],
  ['loading', loading],
  ['form', form],
  ['list-objects', listObjects],
  ['list-fields', listFields],
  ['list-records', listRecords],
  ['search-records', searchAccountsByName],
]);
