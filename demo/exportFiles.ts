import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { stringify } from 'csv-stringify/sync';

const ACCOUNTS = 40;
const CONTACTS_PER_ACCOUNT = 6;

const PLACES = ['Aarhus', 'Gdańsk', 'Lyon', 'Porto', 'São Paulo', 'Vänersborg'];
const TRADES = ['Bakery', 'Logistics', 'Optics', 'Shipyard', 'Textiles'];
const INDUSTRIES = ['Food & Beverage', 'Transportation', 'Electronics', 'Engineering', 'Manufacturing'];
const FIRST_NAMES = ['Ada', 'Björn', 'Chiara', 'Dmitri', 'Élodie', 'Funmi', 'Grace'];
const LAST_NAMES = ["O'Hara", 'Nowak', 'García', 'Smith, Jr.', 'Øster', 'van "Van" Dyke'];
const TITLES = ['Buyer', 'Head of Operations', 'Accountant'];

const at = (list: readonly string[], index: number): string => list[index % list.length] ?? '';

type Row = Record<string, string>;

/** What an ERP system writes each night, the mistakes people make in it included. Returns how many rows each file has. */
export function writeExport(folder: string): { accounts: number; contacts: number } {
  const accounts = accountRows();
  const contacts = accounts.flatMap(contactRows);
  for (const [index, mistake] of ACCOUNT_MISTAKES) Object.assign(accounts[index] ?? {}, mistake);
  for (const [index, mistake] of CONTACT_MISTAKES) Object.assign(contacts[index] ?? {}, mistake);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'accounts.csv'), stringify(accounts, { header: true }));
  writeFileSync(path.join(folder, 'contacts.csv'), stringify(contacts, { header: true }));
  return { accounts: accounts.length, contacts: contacts.length };
}

const ACCOUNT_MISTAKES: readonly (readonly [number, Row])[] = [
  [7, { name: '' }],
  [19, { employees: 'about 50' }],
];

const CONTACT_MISTAKES: readonly (readonly [number, Row])[] = [
  [11, { email: 'no address' }],
  [100, { last_name: '' }],
  [180, { account_no: 'ERP-9999' }],
];

function accountRows(): Row[] {
  return Array.from({ length: ACCOUNTS }, (_, index) => ({
    account_no: `ERP-${String(1001 + index)}`,
    name: `${at(PLACES, index)} ${at(TRADES, index)} ${String(index + 1)}`,
    industry: at(INDUSTRIES, index),
    website: `https://www.customer${String(index + 1)}.example`,
    city: at(PLACES, index),
    employees: String(5 + ((index * 37) % 400)),
  }));
}

function contactRows(account: Row, accountIndex: number): Row[] {
  return Array.from({ length: CONTACTS_PER_ACCOUNT }, (_, index) => {
    const number = accountIndex * CONTACTS_PER_ACCOUNT + index;
    return {
      contact_no: `${account['account_no'] ?? ''}-${String(index + 1)}`,
      account_no: account['account_no'] ?? '',
      first_name: at(FIRST_NAMES, number),
      last_name: at(LAST_NAMES, number),
      email: `person${String(number + 1)}@customer${String(accountIndex + 1)}.example`,
      title: at(TITLES, number),
    };
  });
}
