/**
 * The secrets that this process has sent: what a server echoes of them is taken out of every error, however it is
 * written. A form, such as that of an access token, tells only those that are echoed as they are.
 */
const secrets = new Map<string, readonly PlaceInSecret[]>();

/** More than are in use at once; the one that was used longest ago is forgotten. */
const MOST_SECRETS = 100;

/** Characters that are looked up at once, and the fewest in a row that are part of a secret. */
const BLOCK = 8;
const FEWEST = 2 * BLOCK - 1;

interface PlaceInSecret {
  readonly secret: string;
  readonly at: number;
}

/** Characters of a secret that are looked for; Salesforce takes no longer ones in a request. */
const LONGEST_SECRET = 16_384;

/** Where each block of characters is in the secrets. */
const blocks = new Map<string, Set<PlaceInSecret>>();

/** More than a block has in secrets that are drawn, and not one character again and again. */
const MOST_PLACES = 100;

/** @param secret of a session or an app; too short a text is none, because other words may contain it */
export function keepSecret(secret: string): void {
  if (secret.length < FEWEST) return;
  const known = secrets.get(secret);
  secrets.delete(secret);
  secrets.set(secret, known ?? addedPlaces(secret));
  const [oldest] = secrets.keys();
  if (secrets.size > MOST_SECRETS && oldest !== undefined) forget(oldest);
}

function addedPlaces(secret: string): PlaceInSecret[] {
  const places = waysToWrite(secret).flatMap((written) =>
    Array.from({ length: written.length - BLOCK + 1 }, (_, at) => ({ secret: written, at })),
  );
  return places.filter((place) => {
    const block = blockAt(place);
    const known = blocks.get(block);
    if (known === undefined) blocks.set(block, new Set([place]));
    else if (known.size < MOST_PLACES) known.add(place);
    else return false;
    return true;
  });
}

function forget(secret: string): void {
  for (const place of secrets.get(secret) ?? []) {
    const block = blockAt(place);
    const known = blocks.get(block);
    known?.delete(place);
    if (known?.size === 0) blocks.delete(block);
  }
  secrets.delete(secret);
}

const blockAt = ({ secret, at }: PlaceInSecret): string => secret.slice(at, at + BLOCK);

function waysToWrite(secret: string): string[] {
  // What precedes the exclamation mark is the org's ID, which is no secret.
  const own = secret.slice(0, LONGEST_SECRET).replace(/^[^!]*!/, '');
  return [own, ...base64Of(own)].map((text) => characters(text).text);
}

/** As Base64, by the three places that its beginning can have among the bytes before it, without what shares a character. */
function base64Of(text: string): string[] {
  return [0, 1, 2].map((before) =>
    Buffer.from('\0'.repeat(before) + text)
      .toString('base64')
      .slice(before === 0 ? 0 : 4)
      .replace(/.={1,2}$/, ''),
  );
}

/** Whether a text has a secret just as it was sent. It takes little time, however many texts there are. */
export function hasSecret(text: string): boolean {
  for (const secret of secrets.keys()) if (text.includes(secret)) return true;
  return false;
}

/** The text without any part of a secret that was sent. */
export function withoutSecrets(given: string): string {
  if (secrets.size === 0) return given;
  const { text, from, to } = characters(given);
  let shown = '';
  let copied = 0;
  for (let at = 0; at + BLOCK <= text.length; at += BLOCK) {
    for (const place of blocks.get(text.slice(at, at + BLOCK)) ?? []) {
      const { begin, end } = runAround(text, at, place);
      const until = to[end - 1] ?? given.length;
      if (end - begin < FEWEST || until <= copied) continue;
      shown += `${given.slice(copied, from[begin])}[secret]`;
      copied = until;
    }
  }
  return shown + given.slice(copied);
}

/** What a text and a secret have in common around a block that both have. */
function runAround(text: string, block: number, { secret, at }: PlaceInSecret): { begin: number; end: number } {
  const offset = at - block;
  let begin = block;
  let end = block + BLOCK;
  while (begin > 0 && begin + offset > 0 && text[begin - 1] === secret[begin + offset - 1]) begin -= 1;
  while (end < text.length && end + offset < secret.length && text[end] === secret[end + offset]) end += 1;
  return { begin, end };
}

interface Characters {
  /** In lower case. */
  readonly text: string;
  /** Where each of them begins and ends. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** A character escaped for a URL (once or several times), HTML or JavaScript, or one that is none to a reader. */
const WRITTEN =
  /%(?:25)*(?<url>[\da-f]{2})|&#x0*(?<hex>[\da-f]{1,6});|&#0*(?<dec>\d{1,7});|\\+(?:x|u00)(?<js>[\da-f]{2})|\\+u\{0*(?<point>[\da-f]{1,6})\}|(?<none>[\s\p{C}\p{M}]+|\\)|./giuy;

/** What a person, or a decoder, would read: without escapes, widths, cases and whatever is between the characters. */
function characters(given: string): Characters {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  for (let at = 0; at < given.length;) {
    const { character, end } = isPlainAt(given, at) ? { character: given[at] ?? '', end: at + 1 } : readAt(given, at);
    if (character !== '') {
      text += character;
      from.push(at);
      to.push(end);
    }
    at = end;
  }
  return { text: text.toLowerCase(), from, to };
}

/** Most characters are letters and digits, and need no look at what they could stand for. */
function isPlainAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function readAt(given: string, at: number): { character: string; end: number } {
  WRITTEN.lastIndex = at;
  const match = WRITTEN.exec(given);
  const { url, hex, dec, js, point, none } = match?.groups ?? {};
  const end = at + (match?.[0].length ?? 1);
  if (none !== undefined) return { character: '', end };
  const escaped = url ?? hex ?? js ?? point;
  const code = escaped !== undefined ? Number.parseInt(escaped, 16) : dec !== undefined ? Number(dec) : undefined;
  const written = code === undefined ? given.slice(at, end) : code < 0x80 ? String.fromCharCode(code) : '?';
  return { character: narrow(written), end };
}

const WIDE = 0xff01 - 0x21;

function narrow(character: string): string {
  const code = character.charCodeAt(0);
  return character.length === 1 && code >= 0xff01 && code <= 0xff5e
    ? String.fromCharCode(code - WIDE)
    : character.slice(0, 1);
}
