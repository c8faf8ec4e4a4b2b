interface NamedChoice {
  readonly value: string;
  readonly name: string;
}

/** Part of an n8n expression: the name that a menu shows for the choice that another part, such as a parameter, gives. */
export function nameInMenu(choices: readonly NamedChoice[], chosen: string): string {
  return `(${JSON.stringify(Object.fromEntries(choices.map(({ value, name }) => [value, name])))})[${chosen}]`;
}

/** Fields that say what was chosen, by the names of their parameters. */
interface ChosenBy {
  /** Those that hold a name, such as an object's. */
  readonly names?: readonly string[];
  /** Those that hold an ID: what is chosen from their list has a name. They are looked at first. */
  readonly ids?: readonly string[];
}

/**
 * Part of an n8n expression: the name in the first of these fields that has one, or else undefined. An expression in them
 * is none: most have no result on the canvas, where n8n then shows no subtitle at all.
 */
export function nameChosen({ names = [], ids = [] }: ChosenBy): string {
  const listed = ids.map((id) => `$rawParameter.toJSON().${id}?.cachedResultName`);
  const held = names.map((name) => `$rawParameter.${name}`);
  return `[${[...listed, ...held].join(', ')}].find((name) => typeof name === "string" && /^[^=]/.test(name))`;
}
