import { Control } from '../../../../simulator/control/client';
import { connectWebServer } from '../../../credentials';
import type { Scene } from '../../scenario';
import { hasWords } from '../../screen/form';
import { openNode, run } from '../../screen/node';
import { showWorkflow } from '../../screen/workflow';
import { createContacts, hasOnce, numbered, untilSaved } from './loads';

const LATENCY_MS = 150;
const COUNT = 12;
/** How many contacts are saved when all sessions end. */
const ENDS = [3, 7];

/** All sessions end while a run goes on, and each refresh token is good once. */
export async function endedSessions({ page, n8n, org, step }: Scene): Promise<void> {
  const control = new Control(org.controlUrl);
  await control.post('apps', { policies: { rotation: true } });
  const credential = await connectWebServer(n8n, org);
  const create = createContacts(credential, 'oneByOne');
  const opens = async (names: readonly string[]) => {
    const items = names.map((LastName) => ({ LastName }));
    await showWorkflow(page, n8n, [create], items);
    await openNode(page, create.name);
  };

  await step('Creates contacts one by one, while all sessions end twice and refresh tokens are rotated', async () => {
    const names = numbered('Session', COUNT);
    await opens(names);
    await control.post('latency', { ms: LATENCY_MS });
    const running = run(page);
    for (const saved of ENDS) {
      await untilSaved(org, 'Session', saved);
      org.sessions.endAll();
    }
    const shown = hasWords(await running, `${COUNT} items`);
    return `${shown} ${await renewed(control, ENDS.length)} ${hasOnce(org, 'Session', names)}`;
  });
  await step('Executes it again, in a new session', async () => {
    const names = numbered('Next Session', COUNT);
    await opens(names);
    org.sessions.endAll();
    const shown = hasWords(await run(page), `${COUNT} items`);
    await control.post('latency', { ms: 0 });
    return `${shown} ${await renewed(control, ENDS.length + 1)} ${hasOnce(org, 'Next Session', names)}`;
  });
}

/** @throws unless sessions were renewed so often, and no renewal was refused */
async function renewed(control: Control, times: number): Promise<string> {
  const { granted, refused } = (await control.stats()).tokens;
  const renewals = granted['refresh_token'] ?? 0;
  if (renewals !== times || Object.keys(refused).length > 0)
    throw new Error(`${renewals} renewals instead of ${times}; refused: ${JSON.stringify(refused)}.`);
  return `${renewals} sessions were renewed.`;
}
