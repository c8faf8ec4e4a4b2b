import { plainNumber } from '../numbers';
import { isRecord } from '../errors';
import { canonicalId } from '../ids';
import type { ReportCell } from './results';

/** How a report's values are written. */
export interface ReportStyle {
  /** As values of their types, or as the report shows them. */
  readonly values: 'asShown' | 'typed';
  /** Columns by what they are called, or by their API names. */
  readonly names: 'apiNames' | 'labels';
}

export type ReportRow = Record<string, unknown>;

/** What a report shows where there is nothing. */
const SHOWN_EMPTY = '-';

/** Whether nothing is in a cell; since version 37.0, no text is an empty one. */
export function isEmptyCell({ value, label }: ReportCell): boolean {
  return (value === null || value === '') && ['', SHOWN_EMPTY].includes(label ?? '');
}

/**
 * Writes a cell into a row. A value with a second part has it in a column of its own: the ID of a record that the cell
 * names, the currency of an amount.
 */
export function writeCell(row: ReportRow, name: string, cell: ReportCell, { values }: ReportStyle): void {
  if (isEmptyCell(cell)) row[name] = null;
  else if (values === 'asShown') row[name] = cell.label ?? null;
  else writeTyped(row, name, cell);
}

function writeTyped(row: ReportRow, name: string, { value, label }: ReportCell): void {
  if (isRecord(value) && 'amount' in value) {
    row[name] = typedNumber(value['amount']);
    writeBeside(row, `${name} Currency`, value['currency'] ?? undefined);
  } else if (canonicalId(value) !== undefined && label !== value) {
    row[name] = label ?? null;
    writeBeside(row, `${name} ID`, value);
  } else {
    // A value that could not be worked out is shown, such as #Error!.
    row[name] = value ?? label ?? null;
  }
}

/** A column of the report itself keeps its name. */
function writeBeside(row: ReportRow, name: string, value: unknown): void {
  if (value !== undefined && !Object.hasOwn(row, name)) row[name] = value;
}

/**
 * A number, of which Salesforce can write all decimal places that the computer’s number has, such as
 * 153042.01000000000931322574615478515625: those say nothing more than 153042.01.
 */
export function typedNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, fraction = ''] = value.split('.');
  const number = Number(value);
  return fraction.length <= 100 && number.toFixed(fraction.length) === plainNumber(value) ? number : value;
}

/** What columns are called in rows, each by a name of its own: a label that several have is followed by the API name. */
export function columnTitles(
  columns: readonly { readonly name: string; readonly label: string }[],
  { names }: ReportStyle,
): string[] {
  if (names === 'apiNames') return columns.map(({ name }) => name);
  const known = new Map<string, number>();
  for (const { label } of columns) known.set(label, (known.get(label) ?? 0) + 1);
  const titles = columns.map(({ name, label }) =>
    label === '' || known.get(label) !== 1 ? `${label} (${name})`.trim() : label,
  );
  // A label can be written like one with its API name.
  return new Set(titles).size < titles.length ? columns.map(({ name }) => name) : titles;
}
