import type { ObjectDefinition } from '../define';
import type { Database, Row, Scalar } from '../../types';
import {
  address,
  autoNumber,
  checkbox,
  currency,
  date,
  email,
  formula,
  lookup,
  number,
  phone,
  picklist,
  restrictedPicklist,
  text,
  textArea,
  url,
} from '../fields';

/** A field of the record that `row` refers to. */
function parentValue(row: Row, reference: string, objectName: string, field: string, database: Database): Scalar {
  const object = database.schema.object(objectName);
  const id = row[reference];
  return (object && typeof id === 'string' ? database.byId(object, id)?.[field] : null) ?? null;
}

/** A roll-up: the total of a field of the children. */
export function sumOfChildren(childName: string, reference: string, value: (child: Row) => number) {
  return (row: Row, database: Database): number => {
    const child = database.schema.object(childName);
    const field = child && database.schema.field(child, reference);
    if (child === undefined || field === undefined) return 0;
    const total = database.byField(child, field, row['Id'] ?? null).reduce((sum, entry) => sum + value(entry), 0);
    return Math.round(total * 100) / 100;
  };
}

const lineTotal = (row: Row) => Math.round(Number(row['Quantity'] ?? 0) * Number(row['UnitPrice'] ?? 0) * 100) / 100;

/** Product, list price and total of a line of an opportunity or an order. */
function deriveLine(row: Row, _before: Row | undefined, database: Database): Row {
  const fromEntry = (field: string) => parentValue(row, 'PricebookEntryId', 'PricebookEntry', field, database);
  const unitPrice = row['UnitPrice'] ?? fromEntry('UnitPrice');
  return {
    Product2Id: row['Product2Id'] ?? fromEntry('Product2Id'),
    ProductCode: fromEntry('ProductCode'),
    ListPrice: fromEntry('UnitPrice'),
    UnitPrice: unitPrice,
    TotalPrice: lineTotal({ ...row, UnitPrice: unitPrice }),
  };
}

export const product: ObjectDefinition = {
  name: 'Product2',
  label: 'Product',
  keyPrefix: '01t',
  owner: 'none',
  fields: [
    text('Name', 255, { label: 'Product Name', nameField: true, required: true }),
    text('ProductCode', 255),
    textArea('Description', 4000, { label: 'Product Description' }),
    checkbox('IsActive', { label: 'Active' }),
    picklist('Family', ['Hardware', 'Software', 'Services', 'None'], { label: 'Product Family' }),
    text('ExternalId', 255, { label: 'External ID' }),
    url('DisplayUrl', { length: 1000, label: 'Display URL' }),
    picklist('QuantityUnitOfMeasure', ['Each', 'Hour', 'Kilogram']),
    text('StockKeepingUnit', 180, { label: 'Product SKU' }),
    text('Sku_Key__c', 40, { externalId: true, unique: true, label: 'SKU Key' }),
  ],
};

export const pricebook: ObjectDefinition = {
  name: 'Pricebook2',
  label: 'Price Book',
  keyPrefix: '01s',
  owner: 'none',
  fields: [
    text('Name', 255, { label: 'Price Book Name', nameField: true, required: true }),
    checkbox('IsActive', { label: 'Active' }),
    checkbox('IsStandard', { readOnly: true, label: 'Is Standard Price Book' }),
    textArea('Description', 255),
  ],
};

export const pricebookEntry: ObjectDefinition = {
  name: 'PricebookEntry',
  label: 'Price Book Entry',
  labelPlural: 'Price Book Entries',
  keyPrefix: '01u',
  owner: 'none',
  viewed: false,
  fields: [
    text('Name', 255, { label: 'Product Name', nameField: true, readOnly: true }),
    lookup('Pricebook2Id', 'Pricebook2', {
      label: 'Price Book ID',
      required: true,
      updateable: false,
      cascadeDelete: true,
    }),
    lookup('Product2Id', 'Product2', { label: 'Product ID', required: true, updateable: false, cascadeDelete: true }),
    currency('UnitPrice', { label: 'List Price', required: true }),
    checkbox('IsActive', { label: 'Active' }),
    checkbox('UseStandardPrice'),
    text('ProductCode', 255, { readOnly: true }),
  ],
  rules: {
    derive: (row, _before, database) => ({
      Name: parentValue(row, 'Product2Id', 'Product2', 'Name', database),
      ProductCode: parentValue(row, 'Product2Id', 'Product2', 'ProductCode', database),
    }),
  },
};

export const opportunityLineItem: ObjectDefinition = {
  name: 'OpportunityLineItem',
  label: 'Opportunity Product',
  keyPrefix: '00k',
  owner: 'none',
  fields: [
    lookup('OpportunityId', 'Opportunity', { required: true, updateable: false, cascadeDelete: true }),
    lookup('PricebookEntryId', 'PricebookEntry', { label: 'Price Book Entry ID', required: true, updateable: false }),
    lookup('Product2Id', 'Product2', { label: 'Product ID', updateable: false }),
    text('ProductCode', 255, { readOnly: true }),
    number('Quantity', 12, 2, { required: true }),
    currency('UnitPrice', { label: 'Sales Price' }),
    currency('ListPrice', { readOnly: true }),
    currency('TotalPrice', { readOnly: true }),
    date('ServiceDate', { label: 'Date' }),
    text('Description', 255, { label: 'Line Description' }),
  ],
  rules: { derive: deriveLine },
};

export const order: ObjectDefinition = {
  name: 'Order',
  keyPrefix: '801',
  owner: 'UserOrQueue',
  fields: [
    autoNumber('OrderNumber', { nameField: true, idLookup: true }),
    lookup('AccountId', 'Account', { required: true, cascadeDelete: true }),
    lookup('OpportunityId', 'Opportunity'),
    lookup('QuoteId', 'Quote'),
    lookup('Pricebook2Id', 'Pricebook2', { label: 'Price Book ID' }),
    date('EffectiveDate', { label: 'Order Start Date', required: true }),
    date('EndDate', { label: 'Order End Date' }),
    picklist('Status', ['Draft', 'Activated'], { required: true }),
    picklist('StatusCode', ['Draft', 'Activated'], { label: 'Status Category', readOnly: true }),
    picklist('Type', ['New', 'Renewal'], { label: 'Order Type' }),
    text('Name', 80, { label: 'Order Name' }),
    text('PoNumber', 80, { label: 'PO Number' }),
    textArea('Description', 32000),
    address('Billing'),
    address('Shipping'),
    formula('TotalAmount', 'currency', { label: 'Order Amount', precision: 18, scale: 2, nillable: false }),
    text('External_Id__c', 64, { externalId: true, unique: true, label: 'External Id' }),
  ],
  rules: {
    autoNumbers: new Map([['OrderNumber', '{00000000}']]),
    derive: (row) => ({ StatusCode: row['Status'] === 'Activated' ? 'Activated' : 'Draft' }),
    formulas: new Map([['TotalAmount', sumOfChildren('OrderItem', 'OrderId', lineTotal)]]),
  },
};

export const orderItem: ObjectDefinition = {
  name: 'OrderItem',
  label: 'Order Product',
  keyPrefix: '802',
  owner: 'none',
  fields: [
    autoNumber('OrderItemNumber', { label: 'Order Product Number', nameField: true }),
    lookup('OrderId', 'Order', { required: true, updateable: false, cascadeDelete: true }),
    lookup('PricebookEntryId', 'PricebookEntry', { label: 'Price Book Entry ID', required: true, updateable: false }),
    lookup('Product2Id', 'Product2', { label: 'Product ID', updateable: false }),
    text('ProductCode', 255, { readOnly: true }),
    number('Quantity', 18, 2, { required: true }),
    currency('UnitPrice'),
    currency('ListPrice', { readOnly: true }),
    currency('TotalPrice', { readOnly: true }),
    date('ServiceDate', { label: 'Start Date' }),
    date('EndDate'),
    text('Description', 255, { label: 'Line Description' }),
  ],
  rules: { derive: deriveLine, autoNumbers: new Map([['OrderItemNumber', '{0000000000}']]) },
};

export const quote: ObjectDefinition = {
  name: 'Quote',
  keyPrefix: '0Q0',
  fields: [
    text('Name', 255, { label: 'Quote Name', nameField: true, required: true }),
    autoNumber('QuoteNumber'),
    lookup('OpportunityId', 'Opportunity', { required: true, updateable: false, cascadeDelete: true }),
    lookup('AccountId', 'Account', { readOnly: true }),
    lookup('ContactId', 'Contact'),
    lookup('Pricebook2Id', 'Pricebook2', { label: 'Price Book ID' }),
    restrictedPicklist('Status', [
      '*Draft',
      'Needs Review',
      'In Review',
      'Approved',
      'Rejected',
      'Presented',
      'Accepted',
      'Denied',
    ]),
    date('ExpirationDate'),
    email('Email'),
    phone('Phone'),
    textArea('Description', 32000),
    currency('Tax'),
    currency('ShippingHandling', { label: 'Shipping and Handling' }),
  ],
  rules: {
    autoNumbers: new Map([['QuoteNumber', '{00000000}']]),
    derive: (row, _before, database) => ({
      AccountId: parentValue(row, 'OpportunityId', 'Opportunity', 'AccountId', database),
    }),
  },
};
