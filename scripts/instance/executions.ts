import type { Instance } from './instance';

/** n8n lists those that run apart from the others. */
export const LISTED_BY = [undefined, 'running'] as const;

interface ExecutionPage<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** The pages of a workflow's executions, the newest first, each asked for when the one before is used up. */
export async function* executionPages<T>(
  instance: Instance,
  status: (typeof LISTED_BY)[number],
  query: Readonly<Record<string, unknown>>,
): AsyncGenerator<readonly T[]> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: ExecutionPage<T> = await instance.read('/executions', {
      ...query,
      ...(status === undefined ? {} : { status }),
      ...(cursor === '' ? {} : { cursor }),
    });
    yield page.data;
    cursor = page.nextCursor;
  }
}
