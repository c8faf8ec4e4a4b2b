/** Bytes of a file's name before its extension; systems of files take up to 255 in all. */
const LONGEST_NAME_OF_FILE = 200;

/**
 * The name that a file is stored under: its title and its extension, without what no name of a file can have.
 * @param extension without the dot; empty for none
 */
export function fileNameOf(title: string, extension: string): string {
  const suffix = extension === '' ? '' : `.${safe(extension)}`;
  const name = writable(title);
  const hasSuffix = suffix !== '' && name.toLowerCase().endsWith(suffix.toLowerCase());
  const stem = beginningOfName(safe(hasSuffix ? name.slice(0, -suffix.length) : name));
  return (stem === '' ? 'file' : stem) + (hasSuffix ? name.slice(-suffix.length) : suffix);
}

/** A whole name as a file can have it: that of one that is named as a title with an extension. */
export function givenFileName(name: string): string {
  const [, stem = name, extension = ''] = /^(.*?)(?:\.([\w-]{1,20}))?$/su.exec(name) ?? [];
  return fileNameOf(stem, extension);
}

/** Whole characters, as people count them: an emoji can be several. */
function beginningOfName(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME_OF_FILE) return name;
  let beginning = '';
  for (const { segment } of new Intl.Segmenter('en').segment(name)) {
    if (Buffer.byteLength(beginning + segment) > LONGEST_NAME_OF_FILE) break;
    beginning += segment;
  }
  return beginning.trimEnd();
}

/** A name begins with no dot, which hides a file. */
function safe(text: string): string {
  return writable(text).replace(/^[.\s]+/, '');
}

/**
 * Slashes separate folders, and Windows has its own signs. Of what is not seen, only the two joiners stay, which scripts
 * and emoji need.
 */
function writable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}<>:"/\\|?*]|(?![\u200c\u200d])\p{Cf}/gu, '_').trim();
}

/**
 * A file's name with an extension, unless it has one: “v1.2” has none, as an extension has a letter.
 * @param extension without the dot; empty or undefined where none is known
 */
export function extended(name: string, extension: string | undefined): string {
  return extension === undefined || extension === '' || extensionOf(name) !== undefined ? name : `${name}.${extension}`;
}

/** The extension of a file's name, without the dot. */
export function extensionOf(name: string): string | undefined {
  const [, extension] = /\.(\w{1,40})$/.exec(name) ?? [];
  return extension !== undefined && /[a-z]/i.test(extension) ? extension : undefined;
}
