import { saveJwt } from '../../credentials';
import type { Scenario } from '../scenario';
import { endedSessions } from './ops/endedSessions';
import { longJob } from './ops/longJob';
import { nightlyLoad } from './ops/nightlyLoad';
import { stoppedRuns } from './ops/stoppedRuns';

/** What operations people live through: nights, stops, sessions that end, a restart. */
export const ops: Scenario = {
  name: 'ops',
  title: 'Loads go on, or stop, as operations people need it',
  async play(scene) {
    const credential = await saveJwt(scene.n8n, scene.org);
    // n8n waits for more than a minute: time for everything else.
    const afterTheWait = await longJob(scene, credential);
    await nightlyLoad(scene, credential);
    await stoppedRuns(scene, credential);
    await endedSessions(scene);
    await afterTheWait();
  },
};
