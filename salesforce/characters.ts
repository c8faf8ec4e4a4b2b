import { InputError } from './errors';

/**
 * Rejects a text that Salesforce does not accept, or that would not reach it as it is.
 * @param subject what the text is, for the error: “Name: the text”; most texts need none
 * @param fields API names of the fields it is for
 * @throws InputError
 */
export function checkCharacters(text: string, subject: () => string, ...fields: string[]): void {
  if (!UNFIT.test(text)) return;
  if (text.includes('\0')) {
    throw new InputError(
      `${subject()} contains a NUL character, which Salesforce does not accept.`,
      { reason: 'nulCharacter' },
      ...fields,
    );
  }
  throw new InputError(
    `${subject()} contains half of a character (a lone surrogate).`,
    { reason: 'loneSurrogate' },
    ...fields,
  );
}

/** A text without blanks at its ends, nor characters that nobody sees, such as the marks that come with what is copied. */
export function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && UNSEEN.test(text.charAt(from))) from += 1;
  while (from < to && UNSEEN.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

const UNSEEN = /[\s\p{Cf}]/u;
const UNFIT = /[\0\p{Surrogate}]/u;
