import type { INodeListSearchItems, INodeListSearchResult, INodePropertyMode } from 'n8n-workflow';

import { trimmed } from '../../../salesforce/characters';
import { isRecord } from '../../../salesforce/errors';
import { AdvisedError } from '../host/advice';
import { withoutResult } from '../host/form';
import { plainText } from './text';

const CHOICES_PER_PAGE = 100;

const LIST = { name: 'list', type: 'list' } as const;

/**
 * The mode of a resource locator in which a value is chosen from a list that is searched while somebody types.
 * @param searchListMethod the list's name among the loaders
 */
export function fromList(placeholder: string, searchListMethod: string): INodePropertyMode {
  return { displayName: 'From List', ...LIST, placeholder, typeOptions: { searchListMethod, searchable: true } };
}

/**
 * The value of a resource locator in any mode, or the value that an expression or agent supplied instead.
 * @param what display name of the field
 * @throws AdvisedError when it holds nothing, or no text
 */
export function locatorText(value: unknown, what: string): string {
  const text = plainText(parameterIn(value), what);
  if (trimmed(text) !== '') return text;
  throw new AdvisedError(`The field “${what}” is empty.`, {
    field: what,
    actions: [
      `Choose or type a value for “${what}”. If it is an expression, check that it returns one: an item of a query has only the fields that the query asks for, such as Id.`,
    ],
  });
}

/**
 * The value of a locator that may be left empty; undefined where it is.
 * @param what display name of the field
 * @throws AdvisedError when its expression has no result
 */
export function optionalText(value: unknown, what: string): string | undefined {
  const held = listIn(value, what);
  return isEmptyLocator(held) ? undefined : locatorText(held, what);
}

/** What a locator holds that takes several: a text with commas, or a list that an expression returned. */
export function listIn(value: unknown, what: string): unknown {
  const held = parameterIn(value);
  // What is no locator and undefined was left out of its row.
  if (held === undefined && value !== undefined) throw withoutResult(what);
  return held;
}

/** Whether nothing was chosen or typed. */
export function isEmptyLocator(value: unknown): boolean {
  const held = parameterIn(value);
  return held === undefined || held === null || (typeof held === 'string' && trimmed(held) === '');
}

/** What a locator holds in any mode; anything else as it is. */
export function parameterIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('value' in value) return value.value;
  // Its expression gave nothing, which JSON leaves out.
  return '__rl' in value ? undefined : value;
}

/** Whether a locator’s value was chosen from its list: a comma in it separates nothing. */
export function isFromList(value: unknown): boolean {
  return isRecord(value) && value['__rl'] === true && value['mode'] === 'list';
}

/** One page of the choices whose label or API name contains each word that the user typed. */
export function pageOf(
  choices: readonly INodeListSearchItems[],
  filter = '',
  paginationToken = '0',
): INodeListSearchResult {
  const words = filter.toLowerCase().split(/\s+/);
  const matching = choices.filter(({ name, value }) => {
    const text = `${name} ${value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const start = Number(paginationToken);
  const end = start + CHOICES_PER_PAGE;
  return {
    results: matching.slice(start, end),
    ...(end < matching.length ? { paginationToken: String(end) } : {}),
  };
}

/** A choice with its label, and the API name if it differs. */
export function choice({ label, name }: { label: string; name: string }): { name: string; value: string } {
  return { name: label === name ? name : `${label} (${name})`, value: name };
}

/** In alphabetical order, as users look for a label. */
export function byLabel(a: { label: string }, b: { label: string }): number {
  return inAlphabet(a.label, b.label);
}

/** `localeCompare` makes a collator for each of its calls, which takes longer than the comparison. */
const COLLATOR = new Intl.Collator('en', { sensitivity: 'base' });

/** As people sort words, in any case. */
export function inAlphabet(a: string, b: string): number {
  return COLLATOR.compare(a, b);
}
