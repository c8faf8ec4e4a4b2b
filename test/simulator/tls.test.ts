import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axios from 'axios';

import { startOrg, type RunningOrg } from '../../simulator';
import { certificateIn } from '../../simulator/certificate';

const folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 0, tls: certificateIn(folder) });
});
afterAll(async () => {
  await org.close();
  rmSync(folder, { recursive: true, force: true });
});

test('An org that speaks TLS says so in its addresses, and answers those who trust its certificate', async () => {
  const httpsAgent = new Agent({ ca: certificateIn(folder).cert });
  for (const url of [org.url, org.loginUrl]) {
    expect(url).toMatch(/^https:/);
    expect((await axios.get(`${url}/services/data`, { httpsAgent })).status).toBe(200);
  }
  await expect(axios.get(`${org.url}/services/data`)).rejects.toThrow('self-signed certificate');
});

test('A folder keeps its certificate', () => {
  expect(certificateIn(folder)).toEqual(certificateIn(folder));
});
