import { counted, isRecord, isText, show } from '../../../salesforce/errors';
import { isSameName } from '../../../salesforce/names';
import { refuseLists, type RelatedObject } from '../../../salesforce/trees/related';
import type { GivenRecord } from '../../../salesforce/trees/tree';
import { recordValues, setTwice } from '../../../salesforce/values/record';
import { AdvisedError, inPlace } from '../host/advice';
import type { FormValues } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readFlag } from './allowed';
import { readEmptyValues } from './emptyValues';
import { checkValues } from './fieldsToSend';
import { ignoreUnknownFields } from './options';
import { faultInJson } from './text';
import { inTimeZone } from './timeZone';

/** Reads given records, and the lists in them, by the fields of their objects. */
export class ChildReader {
  private readonly writableOnly: boolean;
  private readonly emptyValues: ReturnType<typeof readEmptyValues>;

  /** @param field display name of the field that the records are of */
  constructor(
    private readonly org: NodeOrg,
    form: FormValues,
    private readonly field: string,
  ) {
    this.writableOnly = readFlag(form, ignoreUnknownFields, 'options');
    this.emptyValues = readEmptyValues(form);
  }

  /**
   * A list of records, as it is or as a query returns it; nothing is an empty list.
   * @throws AdvisedError for what is none, and for a part of a list
   */
  list(given: unknown, what: string): readonly unknown[] {
    const value: unknown = typeof given === 'string' && faultInJson(given) === undefined ? JSON.parse(given) : given;
    if (!isRecord(value) || !('records' in value)) return this.whole(value, what);
    const records = this.whole(value['records'], what);
    const { done, nextRecordsUrl, totalSize } = value;
    const isPart =
      done === false ||
      typeof nextRecordsUrl === 'string' ||
      (typeof totalSize === 'number' && totalSize > records.length);
    if (isPart) throw this.partOfList(records.length, totalSize, what);
    return records;
  }

  records(given: readonly unknown[], related: RelatedObject, where: string): GivenRecord[] {
    return given.map((record, place) => {
      if (!isRecord(record)) throw this.notRecords(`${where} ${place}`, `${show(record)} is not a record`);
      return this.record(record, related, `${where} ${place}`);
    });
  }

  private whole(given: unknown, what: string): readonly unknown[] {
    if (given === null || given === undefined) return [];
    if (Array.isArray(given)) return given;
    throw this.notRecords(what, `${show(given)} is not a list of records`);
  }

  private record(given: Record<string, unknown>, related: RelatedObject, where: string): GivenRecord {
    this.refuseOthers(given, related, where);
    const own: [name: string, value: unknown][] = [];
    const lists = new Map<RelatedObject, { readonly name: string; readonly records: GivenRecord[] }>();
    for (const [name, value] of Object.entries(given)) {
      const below = related.children.get(name.trim().toLowerCase());
      const other = below === undefined ? undefined : lists.get(below);
      if (other !== undefined) throw setTwice(name.trim(), [other.name, name], `${where}: `);
      if (below === undefined) own.push([name, value]);
      else {
        const place = `${where} > ${name}`;
        lists.set(below, { name, records: this.records(this.list(value, place), below, place) });
      }
    }
    return {
      values: this.values(Object.fromEntries(own), related, where),
      children: [...lists].flatMap(([below, { records }]) => (records.length === 0 ? [] : { related: below, records })),
    };
  }

  /** What a query gives with a record says which object it is of. */
  private refuseOthers({ attributes }: Record<string, unknown>, { described }: RelatedObject, where: string): void {
    const type = isRecord(attributes) ? attributes['type'] : undefined;
    if (!isText(type) || isSameName(type, described.name)) return;
    throw this.wrong(
      where,
      `it is of ${show(type)}, not of ${described.name}`,
      `Give records of ${described.name}. To create them from others, leave out attributes.`,
    );
  }

  private values(
    given: Record<string, unknown>,
    { described, field }: RelatedObject,
    where: string,
  ): Record<string, unknown> {
    const values = this.read(given, described, where);
    checkValues(values, Object.keys(given), described, { purpose: 'create', what: where });
    if (values[field] === undefined) return values;
    throw this.wrong(
      where,
      `its field ${field} is the record above it, and cannot be set`,
      `Remove ${field} from the records, or from the query that they come from: the record that is created above them goes there.`,
    );
  }

  private read(
    given: Record<string, unknown>,
    described: RelatedObject['described'],
    where: string,
  ): Record<string, unknown> {
    const { hints } = this.org;
    try {
      refuseLists(given, described);
      return recordValues(given, described, 'create', {
        ...inTimeZone(this.org),
        writableOnly: this.writableOnly,
        emptyValues: this.emptyValues,
        skipped: (name) => hints.inform('Ignore Unknown Fields left out these fields:', name),
      });
    } catch (error) {
      throw inPlace(where, error);
    }
  }

  private notRecords(what: string, problem: string): AdvisedError {
    return this.wrong(what, problem, 'Give a list of records, each an object such as { "LastName": "Lovelace" }.');
  }

  private partOfList(came: number, totalSize: unknown, what: string): AdvisedError {
    const all = typeof totalSize === 'number' && totalSize > came ? ` of ${counted(totalSize, 'record')}` : '';
    return this.wrong(
      what,
      `it is a part of a list, ${counted(came, 'record')}${all}`,
      'Give the whole list. Query > SOQL returns it, with the list of each record too; a request of your own has to follow nextRecordsUrl.',
    );
  }

  private wrong(what: string, problem: string, action: string): AdvisedError {
    return new AdvisedError(`${this.field}: ${what}: ${problem}.`, { field: this.field, actions: [action] });
  }
}
