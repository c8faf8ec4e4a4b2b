import { crc32 } from 'node:zlib';

/** A file of an archive: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
interface Entry {
  readonly name: Buffer;
  readonly content: Buffer;
  readonly offset: number;
}

const VERSION = 20;

/** What stands of a file both before its content and in the directory at the end. */
function described({ name, content }: Pick<Entry, 'content' | 'name'>): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function directoryEntry(entry: Entry): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(entry.offset, 10);
  const made = Buffer.alloc(2);
  made.writeUInt16LE(VERSION, 0);
  return Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), made, described(entry), rest, entry.name]);
}

/** An archive of files that are not compressed. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const entries: Entry[] = [];
  let offset = 0;
  for (const [fileName, text] of Object.entries(files)) {
    const entry = { name: Buffer.from(fileName), content: Buffer.from(text), offset };
    const part = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), described(entry), entry.name, entry.content]);
    entries.push(entry);
    parts.push(part);
    offset += part.length;
  }
  const directory = Buffer.concat(entries.map(directoryEntry));
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, directory, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}

const xml = (content: string): string => `<?xml version="1.0" encoding="UTF-8"?>${content}`;
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

interface Results {
  readonly factMap: Readonly<Record<string, { readonly rows?: readonly { readonly dataCells: readonly Cell[] }[] }>>;
  readonly reportExtendedMetadata: { readonly detailColumnInfo: Readonly<Record<string, { readonly label: string }>> };
}

interface Cell {
  readonly label: string;
}

/** A report's rows in a sheet, as far as a client can tell a workbook from anything else. */
export function workbook(body: unknown): Buffer {
  const { factMap, reportExtendedMetadata } = body as Results;
  const titles = Object.values(reportExtendedMetadata.detailColumnInfo).map(({ label }) => label);
  const rows = Object.values(factMap).flatMap(({ rows: found = [] }) => found.map(({ dataCells }) => dataCells));
  const lines = [titles, ...rows.map((cells) => cells.map(({ label }) => label))];
  const sheetRows = lines.map(
    (cells) => `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`).join('')}</row>`,
  );
  return zip({
    '[Content_Types].xml': xml(
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/></Types>`,
    ),
    '_rels/.rels': xml(
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Report" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ),
    'xl/worksheets/sheet1.xml': xml(
      `<worksheet xmlns="${MAIN}"><sheetData>${sheetRows.join('')}</sheetData></worksheet>`,
    ),
  });
}
