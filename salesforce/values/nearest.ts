import { findRelationship, type FieldDescribe, type ObjectDescribe } from '../describe';

/** More than the name of a field has. */
const LONGEST_COMPARED = 80;

/** Letters of a name for each keystroke that may be wrong: any two short names are a few keystrokes apart. */
const LETTERS_PER_SLIP = 4;

/**
 * The field that was most likely meant: by its label, by its relationship, or by a name a keystroke or two away.
 * @param isUsable whether it is any use to name the field
 */
export function nearestField(
  given: string,
  object: ObjectDescribe,
  isUsable: (field: FieldDescribe) => boolean = () => true,
): FieldDescribe | undefined {
  const wanted = given.trim().toLowerCase();
  if (wanted === '' || wanted.length > LONGEST_COMPARED) return undefined;
  const fields = object.fields.filter(isUsable);
  const byLabel = fields.find(({ label }) => label.toLowerCase() === wanted);
  if (byLabel !== undefined) return byLabel;
  const reference = findRelationship(object, wanted);
  if (reference !== undefined && isUsable(reference)) return reference;
  const word = withoutSuffix(wanted);
  const most = Math.floor(word.length / LETTERS_PER_SLIP);
  const ranked = fields
    .map((field) => ({ field, name: withoutSuffix(field.name.toLowerCase()) }))
    // Words lie at least as far apart as their lengths.
    .filter(({ name }) => Math.abs(name.length - word.length) <= most)
    .map(({ field, name }) => ({ field, slips: slipsBetween(word, name) }))
    .sort((a, b) => a.slips - b.slips);
  const best = ranked[0];
  return best !== undefined && best.slips <= most ? best.field : undefined;
}

function withoutSuffix(name: string): string {
  return name.replace(/__c$/, '');
}

/**
 * How many slips of the hand lie between two words: a letter too many, too few or another one, or two letters the wrong way
 * round (the optimal string alignment distance).
 */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}
