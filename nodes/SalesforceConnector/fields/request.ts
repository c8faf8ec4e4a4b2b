import type { INodeProperties } from 'n8n-workflow';

import { apexRestPath } from '../../../salesforce/apex/restPath';
import { checkCharacters } from '../../../salesforce/characters';
import { isRecord } from '../../../salesforce/errors';
import { sendableJson } from '../../../salesforce/values/sendable';
import type { Method, Request } from '../../../salesforce/http';
import { requestHeaders } from '../../../salesforce/requests/headers';
import { formBody, orgPath, withParameters, type NamedValue } from '../../../salesforce/requests/orgPath';
import { AdvisedError } from '../host/advice';
import { expectResult, type FormValues, type Item } from '../host/form';
import type { NodeOrg } from '../host/org';
import { readOption } from './allowed';
import { locatorText } from './locator';
import { faultInJson, formRows, plainText, readText } from './text';

const METHODS: readonly Method[] = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/** @param methods those that the resource takes */
export function methodProperty(methods: readonly Method[] = METHODS, standard: Method = 'GET'): INodeProperties {
  return {
    displayName: 'Method',
    name: 'method',
    type: 'options',
    default: standard,
    description: 'What to do at the path',
    options: methods.map((method) => ({ name: method, value: method })),
  };
}

const pathProperty: INodeProperties = {
  displayName: 'Path',
  name: 'path',
  type: 'string',
  default: '',
  required: true,
  placeholder: 'e.g. sobjects/Account/describe',
  description:
    'Path in the org: below the API version (sobjects/Account), or from /services/ on (/services/apexrest/orders)',
  hint: 'The request goes to the credential’s org, and to no other host',
};

/** The chosen path in the org. */
function readPath(org: NodeOrg, form: FormValues, pathOf = orgPath): string {
  return pathOf(locatorText(form.param('path'), 'Path'), org);
}

/** A list of names and values. */
function namedValuesProperty(
  { displayName, name }: Pick<INodeProperties, 'displayName' | 'name'>,
  entry: string,
  { example, ...more }: Partial<INodeProperties> & { readonly example: string },
): INodeProperties {
  return {
    displayName,
    name,
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    placeholder: `Add ${entry}`,
    default: {},
    options: [
      {
        displayName: entry,
        name: 'entry',
        values: [
          { displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: `e.g. ${example}` },
          { displayName: 'Value', name: 'value', type: 'string', default: '' },
        ],
      },
    ],
    ...more,
  };
}

const queryStringProperty = namedValuesProperty({ displayName: 'Parameters', name: 'queryString' }, 'Parameter', {
  example: 'q',
  description: 'Parameters to add to the path, which are encoded',
});

const headersProperty = namedValuesProperty({ displayName: 'Headers', name: 'headers' }, 'Header', {
  example: 'Sforce-Query-Options',
  description: 'Headers to send. The session is sent anyway.',
});

const withBody = { method: ['DELETE', 'PATCH', 'POST', 'PUT'] };

const bodyProperty: INodeProperties = {
  displayName: 'Body',
  name: 'bodyType',
  type: 'options',
  noDataExpression: true,
  default: 'none',
  description: 'What to send in the body',
  displayOptions: { show: withBody },
  options: [
    { name: 'File', value: 'file', description: 'A file of the item, streamed' },
    { name: 'Form', value: 'form', description: 'Names and values, URL-encoded' },
    { name: 'JSON', value: 'json' },
    { name: 'None', value: 'none' },
    { name: 'Text', value: 'text', description: 'Text as it is, such as XML' },
  ],
};

type BodyType = 'file' | 'form' | 'json' | 'none' | 'text';

const onBody = (...types: BodyType[]): INodeProperties['displayOptions'] => ({
  show: { ...withBody, bodyType: types },
});

const jsonBodyProperty: INodeProperties = {
  displayName: 'JSON',
  name: 'jsonBody',
  type: 'json',
  default: '{}',
  placeholder: 'e.g. { "Name": "Acme" }',
  description: 'The body in JSON, or an expression that returns an object or a list',
};

const contentTypeProperty: INodeProperties = {
  displayName: 'Content Type',
  name: 'contentType',
  type: 'string',
  default: '',
  placeholder: 'e.g. text/xml',
  description: 'MIME type of the body. Leave empty to use text/plain, or that of the file.',
};

const carriedProperties: readonly INodeProperties[] = [
  queryStringProperty,
  headersProperty,
  bodyProperty,
  { ...jsonBodyProperty, displayOptions: onBody('json') ?? {} },
  {
    displayName: 'Text',
    name: 'textBody',
    type: 'string',
    typeOptions: { rows: 5 },
    default: '',
    description: 'The body as it is',
    displayOptions: onBody('text') ?? {},
  },
  namedValuesProperty({ displayName: 'Form Fields', name: 'formBody' }, 'Field', {
    example: 'name',
    displayOptions: onBody('form') ?? {},
  }),
  {
    displayName: 'Input Binary Field',
    name: 'inputDataFieldName',
    type: 'string',
    default: 'data',
    required: true,
    placeholder: 'e.g. data',
    hint: 'The name of the input binary field containing the file',
    displayOptions: onBody('file') ?? {},
  },
  { ...contentTypeProperty, displayOptions: onBody('file', 'text') ?? {} },
];

/** Where a request goes, and what it carries. */
export const requestProperties: readonly INodeProperties[] = [methodProperty(), pathProperty, ...carriedProperties];

/** The same for a class of the org's own. */
export const apexRequestProperties: readonly INodeProperties[] = [
  methodProperty(),
  {
    ...pathProperty,
    placeholder: 'e.g. orders/1',
    description: 'Path of the Apex class below /services/apexrest/, as its urlMapping says, after its namespace if any',
    hint: 'The request goes to the Apex classes of the credential’s org, and nowhere else',
  },
  ...carriedProperties,
];

/** Whether the form's requests can change something: only those that read for certain do not. */
export function mayWrite(form: FormValues): boolean {
  const method = form.written<unknown>('method', 'GET');
  return method !== 'GET' && method !== 'HEAD';
}

/** A request that another carries: with JSON, or without a body. */
export function subrequestProperties(method: INodeProperties): readonly INodeProperties[] {
  return [
    method,
    { ...pathProperty, placeholder: 'e.g. sobjects/Account', description: 'Path below the API version' },
    queryStringProperty,
    { ...jsonBodyProperty, displayOptions: { show: { method: WITH_JSON } } },
  ];
}

const WITH_JSON: Method[] = ['PATCH', 'POST', 'PUT'];

/** A list in JSON, from the form or an expression. */
export function readJsonList(form: FormValues, { name, displayName }: INodeProperties): readonly unknown[] {
  const given = form.param<unknown>(name, '');
  const list: unknown = typeof given === 'string' && faultInJson(given) === undefined ? JSON.parse(given) : given;
  if (Array.isArray(list)) return list;
  throw new AdvisedError(`${displayName}: this is not a list in JSON.`, {
    field: displayName,
    actions: ['Correct the text, or use an expression that returns a list.'],
  });
}

export function readSubrequest(
  org: NodeOrg,
  form: FormValues,
  methodField: INodeProperties,
): { readonly method: Method; readonly path: string; readonly json?: string } {
  const method = readOption<Method>(form, methodField);
  const path = withParameters(readPath(org, form), readNamedValues(form, queryStringProperty));
  return { method, path, ...(WITH_JSON.includes(method) ? { json: readJsonBody(form) } : {}) };
}

/** The item whose file is sent. */
type FormWithFile = FormValues & Pick<Item, 'file'>;

/** The request that a form describes. */
export function readRequest(org: NodeOrg, form: FormWithFile, pathOf = orgPath): Request {
  const method = readOption<Method>(form, methodProperty());
  return {
    method,
    path: withParameters(readPath(org, form, pathOf), readNamedValues(form, queryStringProperty)),
    headers: requestHeaders(readNamedValues(form, headersProperty)),
    ...(method === 'GET' || method === 'HEAD' ? {} : readBody(form)),
  };
}

/** The same to a class of the org's own. */
export function readApexRequest(org: NodeOrg, form: FormWithFile): Request {
  return readRequest(org, form, apexRestPath);
}

function readNamedValues(form: FormValues, { name, displayName }: INodeProperties): NamedValue[] {
  const entries = formRows<{ name?: unknown; value?: unknown }>(form, { name, displayName, rows: 'entry' });
  return entries.map((entry) => {
    const given = locatorText(entry.name, `${displayName} > Name`);
    const field = `${displayName} > ${given}`;
    return { name: given, value: writtenText(expectResult(entry.value, field), field) };
  });
}

/** Lists and objects as JSON. */
function writtenText(value: unknown, what: string): string {
  return isRecord(value) || Array.isArray(value) ? sendableJson(value, what) : plainText(value, what);
}

function readBody(form: FormWithFile): Pick<Request, 'content' | 'json' | 'text'> {
  const type = readText(form, contentTypeProperty);
  switch (readOption<BodyType>(form, bodyProperty)) {
    case 'file': {
      const property = locatorText(form.param('inputDataFieldName', 'data'), 'Input Binary Field');
      const { mimeType, open } = form.file(property);
      return { content: { type: contentType(type, mimeType), open } };
    }
    case 'form': {
      const displayName = 'Form Fields';
      const fields = readNamedValues(form, { ...bodyProperty, name: 'formBody', displayName });
      return { text: { type: 'application/x-www-form-urlencoded', text: formBody(fields, displayName) } };
    }
    case 'json':
      return { json: readJsonBody(form) };
    case 'text': {
      const text = writtenText(form.param('textBody', ''), 'Text');
      checkCharacters(text, () => 'Text', 'Text');
      return { text: { type: contentType(type, 'text/plain;charset=UTF-8'), text } };
    }
    case 'none':
      return {};
  }
}

/** The form's body as it goes over the wire: JSON that is text keeps all digits of its numbers. */
function readJsonBody(form: FormValues): string {
  const given = form.param<unknown>(jsonBodyProperty.name, '');
  if (typeof given !== 'string') return sendableJson(given, jsonBodyProperty.displayName);
  const wrong = faultInJson(given);
  if (wrong === undefined) return given;
  throw new AdvisedError(`JSON: this is not valid JSON. ${wrong}`, {
    field: jsonBodyProperty.displayName,
    actions: ['Correct the text, or use an expression that returns an object or a list.'],
  });
}

function contentType(given: string, standard: string): string {
  if (given === '') return standard;
  if (/^[\w.+-]+\/[\w.+-]+(?:\s*;\s*[\w.+-]+=(?:[\w.+:/-]+|"[^"\r\n]*"))*$/.test(given)) return given;
  throw new AdvisedError('Content Type: this is not a MIME type.', {
    field: contentTypeProperty.displayName,
    actions: ['Enter a type such as text/xml or application/pdf.'],
  });
}
