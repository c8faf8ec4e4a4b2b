import { describe, expect, test } from '@jest/globals';

import { InputError } from '../../../salesforce/errors';
import { channelName, checkSelected, listChannels, objectOfChannel } from '../../../salesforce/events/channels';
import type { Request, Response } from '../../../salesforce/http';
import { fakeSend } from '../../support/fakeSend';
import { LIES } from '../../support/lies';
import { orgOf } from '../../support/orgOf';
import { object } from '../../support/schema';

describe('The name of a channel', () => {
  test.each([
    '/data/ChangeEvents',
    '/data/A__chn',
    ' /event/Order__e ',
    '/topic/New-Leads',
    '/u/a/b',
    '/u/notifications/ExampleUserChannel',
    "/topic/Leads?Industry='Energy'",
    "/topic/Leads?Industry='Energy'&ShippingCity='San Francisco'",
    '/topic/Leads?Id=001000000000001AAA',
  ])('can be %s', (name) => {
    expect(channelName(name, 'Channels')).toBe(name.trim());
  });

  test.each([
    '',
    'Order__e',
    '/meta/connect',
    '/event/',
    '/event/*',
    '/event/**',
    '/event/a"b',
    '/event/a b',
    "/event/A__e?Name='x'",
    '/topic/Leads?',
    '/topic/Leads?Industry',
    '/topic/Leads?Industry=',
    '/topic/Leads?Industry=a\nb',
    '//event/A',
  ])('cannot be “%s”', (name) => {
    expect(() => channelName(name, 'Channels')).toThrow(InputError);
  });
});

test.each([
  ['/data/AccountChangeEvent', 'Account'],
  ['/data/Invoice__ChangeEvent', 'Invoice__c'],
  ['/data/ChangeEvents', undefined],
  ['/data/A__chn', undefined],
  ['/event/A__e', undefined],
])('The object of %s', (channel, object) => {
  expect(objectOfChannel(channel)).toBe(object);
});

const member = (SelectedEntity: string, EventChannel = 'ChangeEvents') => ({ EventChannel, SelectedEntity });
const orgWith = (answer: (request: Request) => Partial<Response>) => orgOf(fakeSend(answer).send);
const members = (...records: object[]) => orgWith(() => ({ body: { totalSize: 9, done: true, records } }));

describe('An object of change events', () => {
  test('must be selected, for the standard channel', async () => {
    const org = members(member('AccountChangeEvent'), member('LeadChangeEvent', 'A__chn'));
    await expect(checkSelected(org, ['/data/AccountChangeEvent', '/data/ChangeEvents'])).resolves.toBeUndefined();
    await expect(checkSelected(org, ['/data/LeadChangeEvent'])).rejects.toThrow('Lead is not selected');
  });

  test.each([
    ['no object at all, for its own channel', [], ['/data/LeadChangeEvent'], [], 'Lead is not selected'],
    ['no object at all, for all changes', [], ['/data/ChangeEvents'], [], 'No object is selected'],
    ['others, for a filter', [member('AccountChangeEvent')], ['/data/ChangeEvents'], ['a__c'], 'a__c is not selected'],
  ])('is not selected where the org has selected %s', async (_, rows, channels, objects, message) => {
    await expect(checkSelected(members(...rows), channels, objects)).rejects.toThrow(message);
  });

  test('is selected for a filter, whatever the case, and need not be for a filter of other channels', async () => {
    const org = members(member('A__ChangeEvent'));
    await expect(checkSelected(org, ['/data/ChangeEvents'], ['a__C'])).resolves.toBeUndefined();
    await expect(checkSelected(org, ['/data/ChangeEvents', '/data/B__chn'], ['B__c'])).resolves.toBeUndefined();
  });

  test.each(LIES)('may be selected if the org does not tell: $name', async ({ response }) => {
    await expect(
      checkSelected(
        orgWith(() => response),
        ['/data/LeadChangeEvent'],
      ),
    ).resolves.toBeUndefined();
  });
});

test('Lists that the user may not see are left out', async () => {
  const summary = (name: string, queryable = false) => ({ ...object(name, []), keyPrefix: null, queryable });
  const sobjects = [summary('Account', true), summary('AccountChangeEvent'), summary('A__e'), summary('Event', true)];
  const org = orgWith(({ path }) => (path.endsWith('/sobjects') ? { body: { sobjects } } : { status: 400, body: [] }));
  expect((await listChannels(org)).map(({ channel, kind }) => `${kind} ${channel}`)).toEqual([
    'allChanges /data/ChangeEvents',
    'changes /data/AccountChangeEvent',
    'platformEvent /event/A__e',
  ]);
});
