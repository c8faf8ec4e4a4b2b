import { expect, test } from '@jest/globals';

import { CsvScan } from '../../../salesforce/bulk/csvScan';
import { loadWatch } from '../../../salesforce/bulk/loadRows';
import { AnswerError } from '../../../salesforce/errors';
import { idOf } from '../../support/ids';

/** Reads the saved rows of an insert, as IDs. */
function read(object: string, ...ids: readonly string[]): void {
  const scan = new CsvScan(',', loadWatch({ object, operation: 'insert' }, 'successfulResults', { isStrict: true }));
  const rows = ids.map((id) => `"${id}","true","x"`);
  scan.add(Buffer.from(['"sf__Id","sf__Created",Name', ...rows, ''].join('\n')));
  scan.end();
}

test('New records have an ID each, and events can have any: it identifies none of them', () => {
  const [one, two] = [idOf(1, 'e00'), idOf(2, 'e00')];
  for (const object of ['Order__c', 'Order__e', 'ns__Order__E']) expect(() => read(object, one, two)).not.toThrow();
  for (const ids of [[one, one], [''], [one, 'none']]) {
    expect(() => read('Order__c', ...ids)).toThrow(AnswerError);
    expect(() => read('Order__e', ...ids)).not.toThrow();
  }
});
