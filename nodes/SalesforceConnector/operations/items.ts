import type { IBinaryData, IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { AdvisedError } from '../host/advice';
import { inputFile, writeBinary, type FileName, type InputFile } from '../host/files';
import { expectResults, isExpression, type FormValues, type Item } from '../host/form';
import { itemReader, UNKNOWN } from './itemExpressions';

/**
 * The input items as operations see them.
 * @param properties the fields of the form
 */
export function inputItems(context: IExecuteFunctions, properties: readonly INodeProperties[]): Item[] {
  const form = new ItemsForm(context, properties);
  return context.getInputData().map(({ json }, index) => new InputItem(context, form, index, json));
}

/** A class, because ten thousand items with their own functions burden the garbage collector. */
class InputItem implements Item {
  constructor(
    private readonly context: IExecuteFunctions,
    private readonly form: ItemsForm,
    readonly index: number,
    private readonly data: IDataObject | undefined,
  ) {}

  get json(): IDataObject {
    // A workflow that was made elsewhere can have pinned data of another shape than n8n's.
    if (typeof this.data !== 'object' || this.data === null) throw withoutJson(this.index);
    return this.data;
  }

  param<T>(name: string, fallback?: T): T {
    return this.form.value(this, name, fallback) as T;
  }

  shared<T>(read: (form: FormValues) => T): T {
    return this.form.shared(this, read);
  }

  written<T>(name: string, fallback: T): T {
    return this.form.written(name, fallback) as T;
  }

  file(property: string): InputFile {
    return inputFile(this.context, this.index, property);
  }

  async writeFile(chunks: AsyncIterable<Uint8Array | string>, name: FileName): Promise<IBinaryData> {
    return await writeBinary(this.context, chunks, name);
  }
}

function withoutJson(index: number): AdvisedError {
  return new AdvisedError(`Item ${index} has no JSON data.`, {
    actions: [
      'Look at the output of the node before this one. Each item needs its data under “json”, pinned data of a workflow file too: [{ "json": { "Name": "Acme" } }].',
    ],
  });
}

/** A field as written in the workflow: its value if it is the same for all items, or how to read it from items. */
type Field =
  | { readonly written: unknown; readonly value: unknown }
  | { readonly written: unknown; readonly read: ReturnType<typeof itemReader> }
  | 'missing';

/**
 * The node's form. A field without an expression has the same value for every item and is evaluated once: n8n takes
 * tens of microseconds per read, which is seconds for ten thousand items.
 */
class ItemsForm {
  private readonly fields = new Map<string, Field>();
  /** Results for fields that are the same for all items, by reader. */
  private readonly readings = new Map<unknown, unknown>();

  constructor(
    private readonly context: IExecuteFunctions,
    private readonly properties: readonly INodeProperties[],
  ) {}

  value(item: Item, name: string, fallback: unknown): unknown {
    const { index } = item;
    const field = this.field(name);
    if (field === 'missing') return fallback === undefined ? this.context.getNodeParameter(name, index) : fallback;
    const value = 'read' in field ? field.read(item.json) : field.value;
    if (value !== UNKNOWN) return value;
    const evaluated = this.context.getNodeParameter(name, index);
    return expectResults(evaluated, field.written, { name, properties: this.properties });
  }

  written(name: string, fallback: unknown): unknown {
    const field = this.field(name);
    return field === 'missing' ? fallback : field.written;
  }

  shared<T>(item: Item, read: (form: FormValues) => T): T {
    return this.reading(item, read).value;
  }

  /**
   * The result of `read` for the item's form, and whether it is the same for all items, which depends on the fields it
   * reads.
   */
  private reading<T>(item: Item, read: (form: FormValues) => T): { value: T; isShared: boolean } {
    if (this.readings.has(read)) return { value: this.readings.get(read) as T, isShared: true };
    let isShared = true;
    const value = read({
      param: <V>(name: string, fallback?: V): V => {
        const field = this.field(name);
        if (field !== 'missing' && 'read' in field) isShared = false;
        return item.param(name, fallback);
      },
      written: <V>(name: string, fallback: V): V => item.written(name, fallback),
      shared: (readPart) => {
        const part = this.reading(item, readPart);
        if (!part.isShared) isShared = false;
        return part.value;
      },
    });
    if (isShared) this.readings.set(read, value);
    return { value, isShared };
  }

  private field(name: string): Field {
    const known = this.fields.get(name);
    if (known !== undefined) return known;
    const field = readField(this.context, name);
    this.fields.set(name, field);
    return field;
  }
}

const MISSING = Symbol('missing');

function readField(context: IExecuteFunctions, name: string): Field {
  const written: unknown = context.getNodeParameter(name, 0, MISSING, { rawExpressions: true });
  if (written === MISSING) return 'missing';
  return isConstant(written)
    ? { written, value: context.getNodeParameter(name, 0) }
    : { written, read: itemReader(written) };
}

function isConstant(written: unknown): boolean {
  if (isExpression(written)) return false;
  if (typeof written !== 'object' || written === null) return true;
  return Object.values(written).every(isConstant);
}
