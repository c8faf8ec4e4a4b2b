import { describe, expect, test } from '@jest/globals';

import type { NodeOrg } from '../../../../nodes/SalesforceConnector/host/org';
import {
  organizationId,
  otherOrganizationThan,
} from '../../../../nodes/SalesforceConnector/triggers/webhook/organization';
import { fakeSend } from '../../../support/fakeSend';
import { orgOf } from '../../../support/orgOf';

const OWN = '00D0000000abCDEEA2';
const OTHER = '00D0000000abCDFEA2';
const USER = '0050000000abCDEAA2';
const MINUTE = 60_000;

let credentials = 0;

/** An org that gives these IDs, one after another, and a clock. */
function orgSaying(...ids: string[]) {
  let now = 0;
  const { send, requests } = fakeSend((_, n) => {
    const attributes = { type: 'Organization', url: `/services/data/v67.0/sobjects/Organization/${ids[n - 1]}` };
    return { body: { totalSize: 1, done: true, records: [{ attributes, Id: ids[n - 1] }] } };
  });
  const org = { ...orgOf(send, { now: () => now }), identity: `credential ${(credentials += 1)}` } as NodeOrg;
  const later = (minutes: number) => {
    now += minutes * MINUTE;
  };
  return { org, requests, later };
}

describe('The ID of the credential’s org', () => {
  test('is asked for once an hour', async () => {
    const { org, requests, later } = orgSaying(OWN, OTHER);
    await expect(organizationId(org)).resolves.toBe(OWN);
    later(59);
    await expect(organizationId(org)).resolves.toBe(OWN);
    expect(requests).toHaveLength(1);
    later(2);
    await expect(organizationId(org)).resolves.toBe(OTHER);
  });

  test('is that of an org, and of nothing else', async () => {
    const { org } = orgSaying(USER, OWN);
    await expect(organizationId(org)).rejects.toThrow('Salesforce did not send this response');
    await expect(organizationId(org)).resolves.toBe(OWN);
  });

  test('is asked for again before a message is refused, once in five minutes', async () => {
    const { org, requests, later } = orgSaying(OTHER, OWN, OWN);
    await expect(organizationId(org)).resolves.toBe(OTHER);
    later(6);
    await expect(otherOrganizationThan(org, OWN)).resolves.toBeUndefined();
    for (let n = 0; n < 10; n += 1) await expect(otherOrganizationThan(org, OTHER)).resolves.toBe(OWN);
    expect(requests).toHaveLength(2);
    later(6);
    await expect(otherOrganizationThan(org, OTHER)).resolves.toBe(OWN);
    expect(requests).toHaveLength(3);
  });
});
