import { expect, test } from '@jest/globals';

import { debugMessages, isShortened } from '../../../salesforce/apex/debugLog';

const LOG = `67.0 APEX_CODE,DEBUG;APEX_PROFILING,NONE
Execute Anonymous: System.debug('Hello|World');
15:51:01.071 (55856000)|EXECUTION_STARTED
15:51:01.071 (55863213)|CODE_UNIT_STARTED|[EXTERNAL]|execute_anonymous_apex
15:51:01.071 (55896000)|USER_DEBUG|[1]|DEBUG|Hello|World
15:51:01.072 (56000000)|USER_DEBUG|[2]|ERROR|
15:51:01.072 (56000001)|USER_DEBUG|[3]|DEBUG|one

  two|[4]|three
15:51:01.072 (56000002)|STATEMENT_EXECUTE|[5]
not of a message
15:51:01.072 (56000003)|CODE_UNIT_FINISHED|execute_anonymous_apex
15:51:01.072 (56000004)|EXECUTION_FINISHED
`;

test('A debug log has the messages of System.debug, with all their lines', () => {
  expect(debugMessages(LOG)).toEqual(['Hello|World', '', 'one\n\n  two|[4]|three']);
  expect(debugMessages(LOG.replaceAll('\n', '\r\n'))).toEqual(debugMessages(LOG));
  expect(debugMessages('')).toEqual([]);
});

test('A pipe in a message is the one that was written, and no other entity is read', () => {
  const log = LOG.replaceAll('Hello|World', '&#124;a&#124;&#124;b &amp; &lt;c&gt; &#38;#124;');
  expect(debugMessages(log)[0]).toBe('|a||b &amp; &lt;c&gt; &#38;#124;');
});

test.each(['*** Skipped 53353122 bytes of detailed log', '*********** MAXIMUM DEBUG LOG SIZE REACHED ***********'])(
  'What Salesforce has left out is seen, and is part of no message: %s',
  (mark) => {
    const log = LOG.replace('\n\n  two', `\n${mark}\n  two`);
    expect(debugMessages(log)).toEqual(['Hello|World', '', 'one']);
    expect(isShortened(log)).toBe(true);
    expect(isShortened(LOG.replace('Hello', mark))).toBe(false);
  },
);
