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

const UNFIT = /[\0\p{Surrogate}]/u;
