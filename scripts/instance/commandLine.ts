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

export const log = (line: string): void => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);

/** For `parseArgs`: what every command takes. */
export const HELP_OPTION = { help: { type: 'boolean', default: false } } as const;

/** The exit status of a command that has said all there is to say. */
export function printed(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Whether whoever typed the command made a mistake, as parseArgs tells too: it refuses what the command does not know. */
const isMistake = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code)));

/** Runs a command to its exit status; what it has started ends with it. */
export function runCommand(main: () => Promise<number>, usage: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  main().then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(isMistake(error) ? `${error.message}\n\n${usage}` : `${told}\n`);
      process.exitCode = 2;
    },
  );
}
