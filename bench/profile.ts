import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Microseconds between two samples. */
const INTERVAL = 200;

/** Does some work and writes what the processor did meanwhile, and nothing before or after, as a .cpuprofile. */
export async function profiled<T>(file: string, work: () => Promise<T>): Promise<T> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  try {
    return await work();
  } finally {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
    session.disconnect();
  }
}
