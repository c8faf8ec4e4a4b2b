/** As much of a JSON Schema as n8n's schema view reads. */
export interface OutputSchema {
  type: string;
  properties?: Record<string, OutputSchema>;
  items?: OutputSchema;
}

/** The schema of all these values; what is null in one of them has the type that it has in another. */
export function schemaOf(values: readonly unknown[]): OutputSchema {
  const types = new Set(values.map(typeOf));
  if (types.size > 1) types.delete('null');
  if (types.has('number')) types.delete('integer');
  const [type = 'null', other] = types;
  if (other !== undefined) throw new Error(`A value is of type ${[...types].join(' and ')}.`);
  if (type === 'array') {
    const elements = values.filter(Array.isArray).flat();
    return elements.length === 0 ? { type } : { type, items: schemaOf(elements) };
  }
  return type === 'object' ? { type, properties: propertiesOf(values.filter(isObject)) } : { type };
}

function propertiesOf(values: readonly Record<string, unknown>[]): Record<string, OutputSchema> {
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  return Object.fromEntries(
    names.map((name) => [name, schemaOf(values.filter((value) => name in value).map((value) => value[name]))]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeOf(value) === 'object';
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
