import { describe, expect, test } from '@jest/globals';

import { samplesWith } from '../../scripts/samples';

const JWT = { id: '1', name: 'JWT', type: 'salesforceConnectorJwtApi' } as const;
const OAUTH2 = { id: '2', name: 'OAuth2', type: 'salesforceConnectorOAuth2Api' } as const;

const samples = samplesWith([JWT, OAUTH2], '/files');

describe.each(samples.map((sample) => [sample.name, sample] as const))('“%s” in a complete n8n', (_, sample) => {
  test('has pinned items as n8n stores them', () => {
    for (const item of Object.values(sample.pinData).flat()) {
      expect(Object.keys(item)).toEqual(['json']);
      expect(Object.keys(item.json).length).toBeGreaterThan(0);
    }
  });

  test('has the credentials and the files that are there', () => {
    const used = sample.nodes.flatMap(({ credentials = {} }) => Object.values(credentials));
    expect([JWT, OAUTH2]).toEqual(
      expect.arrayContaining(used.map((one) => expect.objectContaining({ id: Object(one).id }))),
    );
    expect(JSON.stringify(sample)).not.toContain('.n8n-files');
  });
});

test('There are samples with pinned items, and others', () => {
  const pinned = samples.filter(({ pinData }) => Object.keys(pinData).length > 0);
  expect(pinned.length).toBeGreaterThan(0);
  expect(pinned.length).toBeLessThan(samples.length);
});
