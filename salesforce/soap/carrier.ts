import { AnswerError } from '../errors';
import type { Saved, Values } from '../records/single';
import type { Carrier } from '../write/carriers';
import type { RowsJob, WriteRow } from '../write/rows';
import { errorOfResult, soapAnswer, type SoapResult } from './answer';
import { PARTNER_API, soapRequest } from './envelope';

/** What a call does with rows: each makes a difference the second time, so that none is sent again unanswered. */
export interface SoapJob extends RowsJob {
  readonly operation: 'convert' | 'merge' | 'undelete';
}

/** A call that does one thing for each of many rows. */
export interface SoapCall {
  readonly name: string;
  /** Rows that a call takes. */
  readonly size: number;
  /** The element that asks for a row. */
  readonly write: (row: WriteRow) => string;
  /** What a success says; undefined when it cannot be true of the row. */
  readonly read: (result: SoapResult, row: WriteRow) => Saved | undefined;
}

export function soapCarrier({ name, size, write, read }: SoapCall): Carrier<SoapJob> {
  return {
    size,

    plan(org, _, rows) {
      return soapRequest(org, { api: PARTNER_API, call: name, content: rows.map(write).join('') });
    },

    read(response, _, rows) {
      const { results } = soapAnswer(response, { api: PARTNER_API, call: name });
      if (results.length !== rows.length)
        throw new AnswerError(response.status, 'there is not one result for each record', response.body);
      return rows.map((row, position) => {
        const result = results[position];
        if (result === undefined || !result.success) return { error: errorOfResult(result ?? MISSING_RESULT) };
        const saved = read(result, row);
        if (saved !== undefined) return { saved };
        throw new AnswerError(response.status, 'a result is not about the record that was sent', response.body);
      });
    },
  };
}

const MISSING_RESULT: SoapResult = { success: false, errors: [], texts: () => [] };

/** A value of a row that is a text. */
export function textValue(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}
