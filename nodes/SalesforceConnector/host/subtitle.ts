interface NamedChoice {
  readonly value: string;
  readonly name: string;
}

/** Part of an n8n expression: the name that a menu shows for the choice that another part, such as a parameter, gives. */
export function nameInMenu(choices: readonly NamedChoice[], chosen: string): string {
  return `(${JSON.stringify(Object.fromEntries(choices.map(({ value, name }) => [value, name])))})[${chosen}]`;
}
