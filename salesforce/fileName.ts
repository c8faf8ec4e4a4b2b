/** Characters of a file name; systems of files take up to 255 bytes. */
const LONGEST_NAME_OF_FILE = 120;

/**
 * The name that a file is stored under: its title and its extension, without what no name of a file can have.
 * @param extension without the dot; empty for none
 */
export function fileNameOf(title: string, extension: string): string {
  const suffix = extension === '' ? '' : `.${safe(extension)}`;
  const name = safe(title);
  const hasSuffix = suffix !== '' && name.toLowerCase().endsWith(suffix.toLowerCase());
  const stem = (hasSuffix ? name.slice(0, -suffix.length) : name).slice(0, LONGEST_NAME_OF_FILE);
  return (stem === '' ? 'file' : stem) + (hasSuffix ? name.slice(-suffix.length) : suffix);
}

/** Slashes separate folders, and Windows has its own signs; a name begins with no dot. */
function safe(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]/gu, '_')
    .trim()
    .replace(/^\.+/, '');
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
