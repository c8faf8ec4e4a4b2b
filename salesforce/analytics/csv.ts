import { csvLine } from '../csv';
import type { ReportStyle } from './cells';
import type { ReportResults } from './results';
import { reportRows, rowTitles } from './rows';

/** How a table shows values: as the report does, and in no second columns. */
const AS_SHOWN = 'asShown';

/** A report's rows as CSV with a header line, one text for each of its slices. */
export async function* reportCsv(
  slices: AsyncIterable<ReportResults>,
  { names }: Pick<ReportStyle, 'names'>,
  written: (rows: number) => void,
): AsyncGenerator<string, void, undefined> {
  const style: ReportStyle = { names, values: AS_SHOWN };
  let titles: readonly string[] | undefined;
  for await (const slice of slices) {
    let text = titles === undefined ? csvLine(rowTitles(slice, style)) : '';
    titles ??= rowTitles(slice, style);
    let rows = 0;
    for (const row of reportRows(slice, style)) {
      text += csvLine(titles.map((title) => String(row[title] ?? '')));
      rows += 1;
    }
    written(rows);
    yield text;
  }
}
