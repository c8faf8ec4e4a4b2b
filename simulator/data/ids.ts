const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const suffixDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const valueOfDigit = new Map([...digits].map((digit, value) => [digit, value]));

/** The simulated instance, in every id between key prefix and number. */
const instance = '8d0';

function suffixPart(id: string, start: number): string {
  let bits = 0;
  for (let index = 0; index < 5; index += 1) {
    const code = id.charCodeAt(start + index);
    if (code >= 65 && code <= 90) bits |= 1 << index;
  }
  return suffixDigits.charAt(bits);
}

/** 15 characters to 18: each of the last three says which of five characters are upper case. */
export function to18(id15: string): string {
  return id15 + suffixPart(id15, 0) + suffixPart(id15, 5) + suffixPart(id15, 10);
}

function restoreCase(id18: string): string | undefined {
  let restored = '';
  for (let index = 0; index < 15; index += 1) {
    const bits = suffixDigits.indexOf(id18.charAt(15 + Math.floor(index / 5)).toUpperCase());
    const upper = ((bits >> (index % 5)) & 1) === 1;
    const character = id18.charAt(index);
    const cased = upper ? character.toUpperCase() : character.toLowerCase();
    if (upper && !/[A-Z]/.test(cased)) return undefined;
    restored += cased;
  }
  return to18(restored);
}

/**
 * The 18 character form of an id given with 15 (case counts) or 18 characters (the suffix restores the case);
 * undefined where the text cannot be an id.
 */
export function normalizeId(text: string): string | undefined {
  if (/^[0-9A-Za-z]{15}$/.test(text)) return to18(text);
  if (!/^[0-9A-Za-z]{15}[A-Za-z0-5]{3}$/.test(text)) return undefined;
  return to18(text.slice(0, 15)) === text ? text : restoreCase(text);
}

const base = 62;

/** What the last five digits of a number can be counted to. */
const tailRoom = base ** 5;

/** All pairs of digits, and which of the two are upper case: ids are made by the million. */
const pairs = Array.from(
  { length: base ** 2 },
  (_, value) => digits.charAt(Math.floor(value / base)) + digits.charAt(value % base),
);
const pairCase = pairs.map((pair) => Number(/^[A-Z]/.test(pair)) | (Number(/[A-Z]$/.test(pair)) << 1));

interface Head {
  text: string;
  suffix: string;
}

const heads = new Map<string, Head>();

/** The ten characters before the last five, with their part of the suffix. */
function headOf(keyPrefix: string, high: number): Head {
  const key = high === 0 ? keyPrefix : `${keyPrefix}${String(high)}`;
  const known = heads.get(key);
  if (known !== undefined) return known;
  const text = keyPrefix + instance + (pairs[Math.floor(high / base ** 2)] ?? '') + (pairs[high % base ** 2] ?? '');
  const head = { text, suffix: suffixPart(text, 0) + suffixPart(text, 5) };
  heads.set(key, head);
  return head;
}

/** Numbers ascend as their ids do: digits come before upper case, and upper case before lower case, as in ASCII. */
export function idOf(keyPrefix: string, number: number): string {
  const low = number % tailRoom;
  const head = headOf(keyPrefix, Math.floor(number / tailRoom));
  const first = Math.floor(low / base ** 4);
  const middle = Math.floor(low / base ** 2) % base ** 2;
  const last = low % base ** 2;
  const bits = ((pairCase[first] ?? 0) >> 1) | ((pairCase[middle] ?? 0) << 1) | ((pairCase[last] ?? 0) << 3);
  return (
    head.text +
    digits.charAt(first) +
    (pairs[middle] ?? '') +
    (pairs[last] ?? '') +
    head.suffix +
    suffixDigits.charAt(bits)
  );
}

/** The number that `idOf` made this 18 character id from; undefined for an id of another org. */
export function numberOf(id18: string): number | undefined {
  if (id18.slice(3, 6) !== instance) return undefined;
  let number = 0;
  for (let place = 6; place < 15; place += 1) number = number * base + (valueOfDigit.get(id18.charAt(place)) ?? 0);
  return number;
}
