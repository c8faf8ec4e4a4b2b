/** A mistake of whoever typed the command. */
export class UsageError extends Error {}

export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new UsageError(`--${name} is ${allowed.join(' or ')}, not "${value}".`);
  return found;
}

export function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}

/** How to start n8n: what the option or the environment says. */
export function launcherOf(option: string | undefined): string {
  const launcher = option ?? process.env['N8N_HOST'];
  if (launcher === undefined) throw new UsageError('Specify the n8n to test with: --n8n PATH, or --n8n "npx n8n".');
  return launcher;
}

export const log = (line: string): void => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);

/** Runs a command to its exit status; what it has started ends with it. */
export function runCommand(main: () => Promise<number>, usage: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  main().then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(error instanceof UsageError ? `${error.message}\n\n${usage}` : `${told}\n`);
      process.exitCode = 2;
    },
  );
}
