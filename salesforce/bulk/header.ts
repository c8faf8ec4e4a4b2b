import { DELIMITERS } from '../csv';
import { findField, findRelationship, type Describe, type ObjectDescribe } from '../describe';
import { counted, countText, InputError } from '../errors';
import { parentIdentifier } from '../values/parent';
import { readOnly, unknownField } from '../values/record';
import { keyColumnOf, type IngestJob } from './jobs';

/** Which columns of a file are sent, and as what. */
export interface Columns {
  /** Columns that the file has. */
  readonly count: number;
  /** Places in the file of those that are sent. */
  readonly places: readonly number[];
  /** Their fields, as the org spells them: results can lack the values of a column whose name is in another case. */
  readonly names: readonly string[];
  /** The lookups that several of those that are sent fill: by an ID, by an external ID of a parent. */
  readonly rivals: readonly Rivals[];
}

/** Columns of which each row can use one. */
export interface Rivals {
  readonly lookup: string;
  /** Places among the columns that are sent. */
  readonly places: readonly number[];
}

const MOST_COLUMNS = 5_000;

/**
 * Reads a file's header for a job. Left out are columns without a name, those that Salesforce adds to results
 * (`sf__Error`), and for a delete all but the ID, which is all that it takes.
 * @param fields field API names by the names of columns, empty for a column that is left out; a column that is not in
 * it has the name of its field
 * @throws InputError when the job could not succeed with it
 */
export function ingestColumns(
  header: readonly string[],
  fields: ReadonlyMap<string, string>,
  job: IngestJob,
  described: ObjectDescribe,
): Columns {
  // Before anything is made of them: each name is compared with all fields.
  if (header.length > MOST_COLUMNS) {
    throw new InputError(
      `The file has ${counted(header.length, 'column')}; Salesforce allows at most ${countText(MOST_COLUMNS)}.`,
      {
        reason: 'tooManyColumns',
      },
    );
  }
  checkFirstLine(header);
  const given = header.map((name) => name.trim());
  checkMapping(given, fields);
  const names = given.map((name) => fields.get(name) ?? name);
  const isDelete = job.operation === 'delete' || job.operation === 'hardDelete';
  const places = [...names.keys()].filter((place) => {
    const name = names[place] ?? '';
    return isDelete ? same(name, 'Id') : name !== '' && !name.startsWith('sf__');
  });
  const wanted = places.map((place) => names[place] ?? '');
  checkNames(wanted, job, described, header);
  const sent = wanted.map((name) => findField(described, name)?.name ?? name);
  return { count: header.length, places, names: sent, rivals: rivalsIn(sent, described) };
}

/** @throws InputError for what is no line of names */
function checkFirstLine(header: readonly string[]): void {
  // Every character of text in UTF-16 has one; without a mark at its beginning, it looks like UTF-8.
  if (header.some((name) => name.includes('\0'))) {
    throw new InputError('The file is not encoded in UTF-8.', { reason: 'fileNotUtf8' });
  }
  if (/^\s*sep=/i.test(header[0] ?? '')) {
    throw new InputError(
      'The file begins with a line that tells Excel the separator, and not with the names of its columns.',
      {
        reason: 'separatorLine',
      },
    );
  }
}

function rivalsIn(names: readonly string[], described: ObjectDescribe): Rivals[] {
  const lookups = new Map<string, number[]>();
  for (const [place, name] of names.entries()) {
    const [, , relationship = ''] = RELATIONSHIP.exec(name) ?? [];
    const lookup = (findField(described, name) ?? findRelationship(described, relationship))?.name;
    if (lookup !== undefined) lookups.set(lookup, [...(lookups.get(lookup) ?? []), place]);
  }
  return [...lookups].flatMap(([lookup, places]) => (places.length > 1 ? [{ lookup, places }] : []));
}

function checkMapping(given: readonly string[], fields: ReadonlyMap<string, string>): void {
  const names = new Set(given);
  const lowerCase = new Set(given.map((name) => name.toLowerCase()));
  for (const [column, field] of fields) {
    // The columns of a result file are already named after their fields.
    if (names.has(column) || field === '' || lowerCase.has(field.toLowerCase())) continue;
    throw new InputError(`The file has no column “${column}”, which is mapped to a field.`, {
      reason: 'mappedColumnMissing',
      columns: given.join(', ').slice(0, 500),
      delimiter: likelyDelimiter(given),
    });
  }
}

function checkNames(
  names: readonly string[],
  job: IngestJob,
  described: ObjectDescribe,
  header: readonly string[],
): void {
  const delimiter = likelyDelimiter(header);
  refuseColumns(problemsOf(names, job, described), delimiter);
  const key = keyColumnOf(job);
  if (key !== undefined && !names.some((name) => same(name, key))) {
    throw new InputError(`The file has no column ${key}, which identifies the record of each row.`, {
      reason: 'keyColumnMissing',
      key,
      delimiter,
    });
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new InputError(`Two columns of the CSV map to the field ${name}.`, { reason: 'duplicateColumn' });
    }
    seen.add(name.toLowerCase());
  }
  if (names.length === 0) {
    throw new InputError('The file has no columns to send.', { reason: 'noColumns' });
  }
}

/** @throws InputError made of all of them, if there are any */
function refuseColumns(errors: readonly InputError[], delimiter: string | undefined): void {
  if (errors.length === 0) return;
  const more = errors.length === MOST_PROBLEMS ? ['Columns after these were not checked.'] : [];
  throw new InputError([...errors.map(({ message }) => message), ...more].join('\n'), {
    reason: 'unusableColumns',
    problems: errors.map(({ problem }) => problem),
    delimiter,
  });
}

/**
 * Names the columns of parents as the org does.
 * @throws InputError when no row could be saved with one of them: its field does not identify a record of the parent
 */
export async function withParentFields(
  columns: Columns,
  described: ObjectDescribe,
  describe: Pick<Describe, 'object'>,
): Promise<Columns> {
  const names: string[] = [];
  const errors: InputError[] = [];
  for (const name of columns.names) {
    const found = await parentColumn(name, described, describe);
    if (found instanceof InputError) errors.push(found);
    else names.push(found);
    if (errors.length === MOST_PROBLEMS) break;
  }
  refuseColumns(errors, undefined);
  return { ...columns, names };
}

/** The column's name as the org spells it; or why it is none. */
async function parentColumn(
  name: string,
  described: ObjectDescribe,
  describe: Pick<Describe, 'object'>,
): Promise<string | InputError> {
  const [whole, type, relationship = '', key = ''] = RELATIONSHIP.exec(name) ?? [];
  if (whole === undefined || findField(described, name) !== undefined) return name;
  try {
    const found = await parentIdentifier({ type, relationship, key }, described, describe);
    if (found === undefined) return name;
    const { reference, object, field } = found;
    const typed = type === undefined ? '' : `${same(type, object) ? object : type}:`;
    return `${typed}${reference.relationshipName ?? relationship}.${field.name}`;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** `Account.Ext__c`, `User:Owner.Username`. */
const RELATIONSHIP = /^(?:(\w+):)?(\w+)\.(\w+)$/;

/** As many as a person reads at once: what was meant by a name is found out by comparing it with all fields. */
const MOST_PROBLEMS = 20;

function problemsOf(names: readonly string[], job: IngestJob, described: ObjectDescribe): InputError[] {
  const errors: InputError[] = [];
  for (const name of names) {
    const error = problemOf(name, job, described);
    if (error !== undefined) errors.push(error);
    if (errors.length === MOST_PROBLEMS) break;
  }
  return errors;
}

/** Why no row could be saved with a column of this name. */
function problemOf(name: string, job: IngestJob, described: ObjectDescribe): InputError | undefined {
  const key = keyColumnOf(job);
  if (key !== undefined && same(name, key)) return undefined;
  const field = findField(described, name);
  if (field === undefined) return parentProblem(name, described);
  const [creates, updates] = [job.operation !== 'update', job.operation !== 'insert'];
  if ((creates && field.createable) || (updates && field.updateable)) return undefined;
  return readOnly(field, described, creates ? 'create' : 'update');
}

function parentProblem(name: string, described: ObjectDescribe): InputError | undefined {
  const [, type, relationship = '', key = ''] = RELATIONSHIP.exec(name) ?? [];
  const parent = findRelationship(described, relationship);
  if (parent === undefined) return unknownField(name, described);
  if (parent.referenceTo.length <= 1 || parent.referenceTo.some((object) => same(object, type ?? ''))) return undefined;
  return new InputError(
    `${name}: ${relationship} can refer to ${parent.referenceTo.join(' or ')}, and the column must say which.`,
    {
      reason: 'objectOfParentMissing',
      example: `${parent.referenceTo[0] ?? ''}:${relationship}.${key}`,
      idField: undefined,
    },
    name,
  );
}

/** The likely delimiter of a header that was read as a single column: a job's `columnDelimiter`. */
function likelyDelimiter([only = '', ...others]: readonly string[]): string | undefined {
  return others.length > 0 ? undefined : [...DELIMITERS].find(([, character]) => only.includes(character))?.[0];
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
