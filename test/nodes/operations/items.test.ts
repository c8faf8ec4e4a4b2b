import { describe, expect, test } from '@jest/globals';

import { inputItems } from '../../../nodes/SalesforceConnector/operations/items';
import type { FormValues } from '../../../nodes/SalesforceConnector/host/form';
import { host } from '../support/host';

const ITEMS = [{ Name: 'a' }, { Name: 'b' }, { Name: 'c' }];

describe('What is read of several fields at once', () => {
  const parameters = (index: number) => ({ object: 'Contact', recordId: `id ${index}` });
  const written = { object: 'Contact', recordId: '={{ $now }}' };

  function readings(fields: readonly string[]) {
    let times = 0;
    const read = ({ param }: FormValues): unknown => {
      times += 1;
      return fields.map((name) => param(name, 'none'));
    };
    const values = inputItems(host({ items: ITEMS, parameters, written }).context, []).map((item) => item.shared(read));
    return { times, values };
  }

  test('is read once for all items where none of the fields has an expression', () => {
    const { times, values } = readings(['object', 'missing']);
    expect(values).toEqual(ITEMS.map(() => ['Contact', 'none']));
    expect(times).toBe(1);
    expect(values[1]).toBe(values[0]);
  });

  test('is read for each item where one of them has', () => {
    const { times, values } = readings(['object', 'recordId']);
    expect(values).toEqual(ITEMS.map((_, index) => ['Contact', `id ${index}`]));
    expect(times).toBe(3);
  });

  test('is shared part by part: a part that has no expression is read once, and the whole for each item', () => {
    const times = { whole: 0, part: 0 };
    const readPart = (form: FormValues): unknown => {
      times.part += 1;
      return form.param('object');
    };
    const readWhole = (form: FormValues): unknown => {
      times.whole += 1;
      return [form.shared(readPart), form.shared(readId), form.written('recordId', '')];
    };
    const readId = (form: FormValues): unknown => form.param('recordId');
    const { context } = host({ items: ITEMS, parameters, written });
    const values = inputItems(context, []).map((item) => item.shared(readWhole));
    expect(values).toEqual(ITEMS.map((_, index) => ['Contact', `id ${index}`, '={{ $now }}']));
    expect(times).toEqual({ whole: 3, part: 1 });
  });

  test('fails for each item when it fails', () => {
    const refuse = (): never => {
      throw new Error('refused');
    };
    for (const item of inputItems(host({ items: ITEMS }).context, []))
      expect(() => item.shared(refuse)).toThrow('refused');
  });
});

test('An item without JSON data fails alone, where its data is read', () => {
  const parameters = { object: 'Contact', recordId: '' };
  const written = { object: 'Contact', recordId: '={{ $json.Id }}' };
  const { context } = host({ items: ITEMS, parameters: () => parameters, written });
  const bare = Object.assign(context, {
    getInputData: () => [{ json: { Id: '1' } }, { Id: '2' }, { json: null }],
  });
  const [good, ...others] = inputItems(bare, []);
  expect(good?.param('recordId')).toBe('1');
  for (const [index, item] of others.entries()) {
    expect(item.param('object')).toBe('Contact');
    expect(() => item.json).toThrow(`Item ${index + 1} has no JSON data.`);
    expect(() => item.param('recordId')).toThrow(`Item ${index + 1} has no JSON data.`);
  }
});
