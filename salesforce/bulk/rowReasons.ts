import type { ApiErrorEntry, SalesforceError } from '../errors';
import type { CsvWatch } from './csvScan';
import { placeIn } from './loadRows';
import { rowError, rowErrorEntries } from './rowErrors';

/** Why rows failed. */
export interface RowReason {
  /** That of the first of these rows: the others have the same codes and fields. */
  readonly error: SalesforceError;
  readonly rows: number;
}

/** Reasons that are told apart; Salesforce has some hundred codes. */
const MOST_KINDS = 500;

/**
 * The reasons why rows of a load failed, counted as the file of failed rows passes by: by their codes and fields, since a
 * message can name its own record.
 */
export class RowReasons {
  readonly #reasons = new Map<string, { readonly cell: string; rows: number }>();
  /** What the row before had, which is often the same. */
  #last: { readonly cell: string; readonly kind: string } | undefined;

  /** The most frequent first. */
  get list(): readonly RowReason[] {
    return [...this.#reasons.values()]
      .sort((one, other) => other.rows - one.rows)
      .map(({ cell, rows }) => ({ error: rowError(cell), rows }));
  }

  watch(): CsvWatch {
    let place = -1;
    return {
      columns: (header) => {
        place = placeIn(header, 'sf__error');
        return place < 0 ? [] : [place];
      },
      row: (cells) => {
        if (place >= 0) this.#add(cells[place] ?? '');
      },
    };
  }

  #add(cell: string): void {
    if (this.#last?.cell !== cell) this.#last = { cell, kind: kindOfError(rowErrorEntries(cell)) };
    const { kind } = this.#last;
    const known = this.#reasons.get(kind);
    if (known !== undefined) known.rows += 1;
    else if (this.#reasons.size < MOST_KINDS) this.#reasons.set(kind, { cell, rows: 1 });
  }
}

function kindOfError(entries: readonly ApiErrorEntry[]): string {
  return entries.map(({ errorCode, fields }) => `${errorCode} ${fields.join()}`).join('\n');
}
