/**
 * What a debug log says of each event begins so: `15:51:01.071 (55856000)|USER_DEBUG|[1]|DEBUG|Hello World!`
 * https://help.salesforce.com/s/articleView?id=platform.code_setting_debug_log_levels.htm
 */
const EVENT = /^\d\d:\d\d:\d\d\.\d{1,9} \(\d{1,20}\)\|(\w+)(?:\|(.*))?$/;

/** In place of what Salesforce has left out of a log that is too large: https://salesforce.stackexchange.com/q/129019 */
const LEFT_OUT = /^\*+ ?(?:MAXIMUM DEBUG LOG SIZE REACHED|Skipped \d{1,20} bytes of detailed log) ?\**$/m;

/** Whether Salesforce has left something out of a debug log. */
export function isShortened(log: string): boolean {
  return LEFT_OUT.test(log);
}

/** How a log writes the sign between its columns within a text: https://github.com/forcedotcom/idecore/issues/67 */
const WRITTEN_PIPE = /&#124;/g;

/** The messages of System.debug in a debug log, in order. A message can have several lines. */
export function debugMessages(log: string): string[] {
  const messages: string[][] = [];
  let current: string[] | undefined;
  for (const line of log.split(/\r?\n/)) {
    const [, event, rest = ''] = EVENT.exec(line) ?? [];
    if (event === undefined && !LEFT_OUT.test(line)) {
      current?.push(line);
      continue;
    }
    current = event === 'USER_DEBUG' ? [rest.replace(/^\[[^\]|]*\]\|\w+\|/, '')] : undefined;
    if (current !== undefined) messages.push(current);
  }
  return messages.map((lines) => lines.join('\n').replaceAll(WRITTEN_PIPE, '|').trimEnd());
}
