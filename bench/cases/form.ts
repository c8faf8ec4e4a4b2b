import { CONTACT } from './contacts';
import type { Case } from './define';
import { asking, builtinForm, ourForm } from './formSides';

const floor = asking(async (http) => {
  await http.get('sobjects');
  const { data } = await http.get<{ fields: unknown[] }>('sobjects/Contact/describe');
  return data.fields.length;
});

const ours = ourForm({ operation: 'create', object: CONTACT }, async (loader, form) => {
  await loader.listSearch(form, 'searchCreatableObjects');
  return (await loader.resourceMapping(form, 'getFieldsToCreate')).fields.length;
});

const builtin = builtinForm(
  { resource: 'customObject', operation: 'create', customObject: 'Contact' },
  async (loader, form) => {
    await loader.loadOptions(form, 'getCustomObjects');
    return (await loader.loadOptions(form, 'getCustomObjectFields')).length;
  },
);

/** For the first time in a process; the list of objects, then the fields of one. */
export const form: Case = {
  title: "Open the form: 1,000 objects, a contact's fields",
  size: 1,
  warm: 0,
  orgSize: () => 100,
  objects: 1000,
  sides: { floor, ours, builtin },
  bars: [],
};
