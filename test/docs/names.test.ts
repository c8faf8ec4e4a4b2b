import { expect, test } from '@jest/globals';
import { SalesforceJwtApi as BuiltInJwt } from 'n8n-nodes-base/dist/credentials/SalesforceJwtApi.credentials';
import { Salesforce } from 'n8n-nodes-base/dist/nodes/Salesforce/Salesforce.node';

import { SalesforceConnectorJwtApi } from '../../credentials/SalesforceConnectorJwtApi.credentials';
import { SalesforceConnectorOAuth2Api } from '../../credentials/SalesforceConnectorOAuth2Api.credentials';
import { spokenLabel } from '../../nodes/SalesforceConnector/host/labels';
import { RESOURCES } from '../../nodes/SalesforceConnector/operations';
import { SalesforceConnector } from '../../nodes/SalesforceConnector/SalesforceConnector.node';
import { SalesforceConnectorEventTrigger } from '../../nodes/SalesforceConnector/SalesforceConnectorEventTrigger.node';
import { SalesforceConnectorOutboundMessageTrigger } from '../../nodes/SalesforceConnector/SalesforceConnectorOutboundMessageTrigger.node';
import { SalesforceConnectorTrigger } from '../../nodes/SalesforceConnector/SalesforceConnectorTrigger.node';
import { emphasized, PAGES, readPage, withoutLeads, type Page } from './pages';

/** n8n's own words on its screens. */
const OF_N8N = [
  'Continue',
  'Fetch Test Event',
  'If',
  'Map Automatically',
  'Map Each Column Manually',
  'Mapping Column Mode',
  'On Error',
  'Set Manually',
  'Tool Description',
  'Retry',
  'Retry On Fail',
  'Settings',
  'Timeout Workflow',
  'Tool',
];
/** Salesforce's words, in Setup and in answers. */
const OF_SALESFORCE = [
  'API Enabled',
  'Approval Orchestration',
  'Author Apex',
  'Change Data Capture',
  'Consumer Secret',
  'Convert Leads',
  'Customize Application',
  'Integrations',
  'Outbound Messages',
  'Paused',
  'Post to Chatter',
  'Run As',
  'Send Email',
  'Send Session ID',
  'Setup',
  'Stage',
  'Task',
  'View All',
  'View Setup and Configuration',
  'Waiting',
];
const OF_OTHERS = [...OF_N8N, ...OF_SALESFORCE];

const KEYS = ['action', 'displayName', 'name'];

/** Each name that a description shows, as it is spoken. */
function shown(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && KEYS.includes(key) ? [spokenLabel(inner)] : shown(inner),
  );
}

const OURS = new Set(
  [
    new SalesforceConnector(),
    new SalesforceConnectorTrigger(),
    new SalesforceConnectorEventTrigger(),
    new SalesforceConnectorOutboundMessageTrigger(),
    new SalesforceConnectorOAuth2Api(),
    new SalesforceConnectorJwtApi(),
  ].flatMap(shown),
);
/** The page on moving from the built-in node names both. */
const MOVING = 'docs/moving-from-the-built-in-node.md';
const OF_BUILT_IN = new Set([new Salesforce(), new BuiltInJwt()].flatMap(shown));
const OPERATION_NAMES = new Map(
  RESOURCES.map((resource) => [resource.name, resource.operations.map(({ name }) => name)]),
);

const SMALL_WORDS = /^(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|up|when|with)$/;

/** Each word but small ones begins with a capital: it is the name of something on a screen, not a sentence. */
const isTitle = (words: string): boolean =>
  !words.endsWith('.') &&
  words.split(' ').every((word) => !/^[a-z]/.test(word) || SMALL_WORDS.test(word)) &&
  /^[A-Z]/.test(words);

const steps = (words: string): string[] => words.split(/ *(?:→|>|·) */).map((step) => step.replace(/:$/, ''));

/** The operations in a page that their resource does not have. */
const wrongOperationsIn = ({ file, text }: Page): string[] =>
  emphasized(text).flatMap((words) => {
    const [first = '', second] = steps(words);
    const operations = OPERATION_NAMES.get(first);
    // A resource can have the name of a field too.
    const isWrong = second !== undefined && operations?.includes(second) === false && !OURS.has(second);
    return isWrong ? [`${file}: ${words}`] : [];
  });

/** The names in a page that nothing on a screen has. */
const unknownIn = ({ file, text }: Page): string[] =>
  emphasized(withoutLeads(text)).flatMap((words) => {
    const isKnown = (step: string) =>
      OURS.has(step) || OF_OTHERS.includes(step) || (file === MOVING && OF_BUILT_IN.has(step));
    return isTitle(words) && !steps(words).every(isKnown) ? [`${file}: ${words}`] : [];
  });

const PAGES_OF_FORMS = ['README.md', 'docs/builders.md', MOVING, 'docs/triggers.md'].map(readPage);

test('Each operation that a page names beside its resource is one of it', () => {
  expect(PAGES.flatMap(wrongOperationsIn)).toEqual([]);
  const text = '*Record > Bring Back*, **Record > Get**, *Query > Limit*, *Setup > Nothing*';
  expect(wrongOperationsIn({ file: 'page.md', text })).toEqual(['page.md: Record > Bring Back']);
});

test('Each name of a field or an option that a page has in italics or bold is on a screen', () => {
  expect(PAGES_OF_FORMS.flatMap(unknownIn)).toEqual([]);
});

test('A name that no screen has is found, and emphasis is left alone', () => {
  const text = [
    '**Anything At All** leads.',
    '- **More** leads, with *Simplify*, *not* and *a whole sentence.*',
    '| **Record Kind** | *Record > Create*, *Settings → Retry On Fail* |',
  ].join('\n');
  expect(unknownIn({ file: 'page.md', text })).toEqual(['page.md: Record Kind']);
});

test('The lists of names of others hold only what the pages use', () => {
  const used = new Set(PAGES_OF_FORMS.flatMap(({ text }) => emphasized(text).flatMap(steps)));
  expect(OF_OTHERS.filter((name) => !used.has(name) || OURS.has(name))).toEqual([]);
});
