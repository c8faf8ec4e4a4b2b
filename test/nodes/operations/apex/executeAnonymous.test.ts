import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { run } from '../../../../nodes/SalesforceConnector/operations/run';
import { startOrg, type RunningOrg } from '../../../../simulator';
import { host, type Answer } from '../../support/host';
import { hostOn, outputOf } from '../../support/simulated';
import { nasty } from '../../../support/hostileTexts';
import { answerOf, apexAnswerOf, faultOf, unreadable } from '../../../salesforce/soap/messages';
import { quickPauses } from '../../../support/quickPauses';

quickPauses(5_000);

const execute = (code: string, more: IDataObject = {}): IDataObject => ({
  resource: 'apex',
  operation: 'executeAnonymous',
  code,
  ...more,
});
const withVariables = (values: Record<string, unknown>, type?: string): IDataObject => ({
  variables: {
    variable: Object.entries(values).map(([name, value]) => ({ name, value, ...(type && { type }) })),
  } as IDataObject,
});

let org: RunningOrg;
beforeAll(async () => {
  org = await startOrg({ size: 10 });
});
afterAll(() => org.close());

/** Where anonymous Apex is sent to, by what is asked for. */
const ways: readonly (readonly [string, IDataObject, string])[] = [
  ['REST', {}, '/services/data/v67.0/tooling/executeAnonymous'],
  ['SOAP', { debugLog: 'messages' }, '/services/Soap/s/67.0'],
];

describe.each(ways)('Anonymous Apex by %s', (_, more, path) => {
  test('runs with variables, which stand for their values', async () => {
    const code =
      "// A first line\ninsert new Account(Name = name, NumberOfEmployees = count);\nSystem.debug('Done | all');";
    const parameters = execute(code, { ...more, ...withVariables({ name: "O'Neil & <Sons>", count: 7 }) });
    const { context, sent } = hostOn(org, { parameters });
    const messages = 'debugLog' in more ? { messages: ['Done | all'] } : {};
    expect((await run(context))[0]?.json).toEqual({ success: true, ...messages });
    expect(sent.map(({ url }) => new URL(String(url)).pathname)).toEqual([path]);
    const soql = "SELECT NumberOfEmployees FROM Account WHERE Name = 'O\\'Neil & <Sons>' LIMIT 1";
    expect(await outputOf(org, { resource: 'query', operation: 'soql', soql })).toEqual([{ NumberOfEmployees: 7 }]);
  });

  test.each([
    ["System.debug('a')\nSystem.debug('b');", "Line 2, column 1: Missing ';' at 'System'", 'COMPILE_ERROR'],
    ['System.debug(name);System.debug(nome);', 'Line 1, column 33: Variable does not exist: nome', 'COMPILE_ERROR'],
    ['\n  insert new Acount();', 'Line 2, column 14: Invalid type: Acount', 'COMPILE_ERROR'],
    [
      "System.debug('a');\ninsert new Account(Phone = name);",
      'Required fields are missing: [Name]: [Name] (AnonymousBlock: line 2, column 1)',
      'APEX_ERROR',
    ],
    [
      "throw new MathException('Divide by 0');",
      'System.MathException: Divide by 0 (AnonymousBlock: line 1, column 1)',
      'APEX_ERROR',
    ],
  ])('that fails says where and why: %j', async (code, words, errorCode) => {
    const { context } = hostOn(org, {
      parameters: execute(code, { ...more, ...withVariables({ name: 'x' }) }),
      continueOnFail: true,
    });
    expect((await run(context))[0]?.json).toMatchObject({
      error: { message: expect.stringContaining(words), errorCode },
    });
  });

  test('leaves nothing of what it did before an exception', async () => {
    const parameters = execute("insert new Account(Name = 'Undone');\nthrow new FailException('no');", more);
    await expect(outputOf(org, parameters)).rejects.toThrow('System.FailException: no');
    const soql = "SELECT Id FROM Account WHERE Name = 'Undone'";
    expect(await outputOf(org, { resource: 'query', operation: 'soql', soql })).toEqual([]);
  });
});

describe('Anonymous Apex', () => {
  test('goes by SOAP where it is too long for an address', async () => {
    const code = `System.debug('${'é'.repeat(3_000)}');`;
    const { context, sent } = hostOn(org, { parameters: execute(code) });
    expect((await run(context))[0]?.json).toEqual({ success: true });
    expect(sent.map(({ method, url }) => [method, new URL(String(url)).pathname])).toEqual([
      ['POST', '/services/Soap/s/67.0'],
    ]);
  });

  test('returns the whole log if it is wanted', async () => {
    const [{ debugLog } = { debugLog: '' }] = await outputOf(org, execute("System.debug('a');", { debugLog: 'all' }));
    expect(debugLog).toMatch(/^APEX_CODE,DEBUG;.*\n[\s\S]*\|USER_DEBUG\|\[1\]\|DEBUG\|a\n[\s\S]*EXECUTION_FINISHED/);
  });

  test('returns no more of a log than an item holds, and says so', async () => {
    const code = "System.debug('x' + text + text + text + text + text + text);\n".repeat(3);
    const parameters = execute(code, { debugLog: 'messages', ...withVariables({ text: 'x'.repeat(15_000) }) });
    const { context, hints } = hostOn(org, { parameters });
    const [output] = await run(context);
    expect((output?.json['messages'] as string[]).map(({ length }) => length)).toEqual([90_001, 90_001]);
    expect(hints).toEqual([expect.objectContaining({ message: expect.stringContaining('only the first 200,000') })]);
  });

  test.each([{}, { debugLog: 'messages' }])('that is too large is no fault of a place in it (%j)', async (more) => {
    const variables = withVariables({ text: 'x'.repeat(32_000) });
    const parameters = execute('System.debug(text);', { ...more, ...variables });
    const { context } = hostOn(org, { parameters, continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({
      error: {
        errorCode: 'COMPILE_ERROR',
        message: expect.stringMatching(/^Script too large: String text/),
        actions: [expect.stringContaining('some 32,000 characters')],
      },
    });
  });

  test('runs once for each item, each with its own outcome', async () => {
    const { context } = hostOn(org, {
      parameters: (index) =>
        execute('insert new Account(Name = name);', withVariables({ name: index === 1 ? null : 'x' })),
      items: [{}, {}, {}],
      continueOnFail: true,
    });
    const output = (await run(context)).map(({ json }) => json);
    expect(output).toMatchObject([{ success: true }, { error: { errorCode: 'APEX_ERROR' } }, { success: true }]);
  });

  test.each([
    ['not a name', 'x = 1; delete [SELECT Id FROM Account]; String y'],
    ['a name twice', 'NAME'],
    ['no name', ''],
  ])('is not sent with a variable that has %s', async (_, name) => {
    const variables = {
      variable: [
        { name: 'name', value: 'a' },
        { name, value: 'b' },
      ],
    };
    const { context, sent } = hostOn(org, { parameters: execute('System.debug(name);', { variables }) });
    await expect(run(context)).rejects.toMatchObject({ message: expect.stringContaining('Variables: ') });
    expect(sent).toEqual([]);
  });

  test.each([
    ['text', 'String'],
    ['number', 'Decimal'],
    ['boolean', 'Boolean'],
    ['json', 'Object'],
    [undefined, 'Object'],
  ])('declares what is null by its type: %s', async (type, apexType) => {
    const { context, sent } = hostOn(org, {
      parameters: execute('System.debug(a);', withVariables({ a: null }, type)),
    });
    await run(context);
    const code = new URL(String(sent[0]?.url)).searchParams.get('anonymousBody');
    expect(code).toBe(`${apexType} a = null; System.debug(a);`);
  });

  test.each([
    ['12.50', 'number', '12.50'],
    ['-0.10', 'number', '-0.10'],
    [12.5, 'number', '12.5'],
    [' 1.5e3 ', 'number', '1500'],
    ['1234567890123456789.10', 'number', '1234567890123456789.10'],
    ['a "b"', 'text', '"a \\"b\\""'],
    [true, 'boolean', 'true'],
    ['{"a":[1,2.50,null]}', 'json', '{"a":[1,2.5,null]}'],
    [null, 'text', 'null'],
  ])('returns what it has found by JSON.serialize: %j as %s', async (value, type, json) => {
    const variables = withVariables({ x: value }, type);
    const parameters = execute('System.debug(JSON.serialize(x));', { debugLog: 'messages', ...variables });
    expect(await outputOf(org, parameters)).toEqual([{ success: true, messages: [json] }]);
  });

  test('warns of an expression in the code', async () => {
    const { context, hints } = hostOn(org, {
      parameters: execute("System.debug('x');"),
      written: execute("=System.debug('{{ $json.name }}');"),
    });
    await run(context);
    expect(hints).toEqual([expect.objectContaining({ message: expect.stringContaining('Use Variables for values') })]);
  });
});

test('A variable’s value is what the code sees, whatever it is, and never code', async () => {
  const lines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');
  const value = fc.oneof(
    nasty.map((given) => [given, 'text', given] as const),
    fc.integer().map((given) => [given, 'number', String(given)] as const),
    fc.boolean().map((given) => [given, 'boolean', String(given)] as const),
  );
  await fc.assert(
    fc.asyncProperty(value, async ([given, type, seen]) => {
      const parameters = execute("System.debug('<' + value + '>');", {
        debugLog: 'messages',
        ...withVariables({ value: given }, type),
      });
      const { context } = hostOn(org, { parameters, continueOnFail: true });
      const json = (await run(context))[0]?.json as { messages?: string[]; error?: { errorCode: string } };
      // XML has no control characters.
      if (json.error !== undefined) return expect(json.error.errorCode).toBe('INVALID_INPUT');
      return expect(json.messages?.map(lines)).toEqual([lines(`<${seen}>`)]);
    }),
    { numRuns: 150 },
  );
});

test.each(['messages', 'all'])('A session that code writes to its debug log stays there (%s)', async (debugLog) => {
  const sessions: string[] = [];
  const { context, sent } = hostOn(org, {
    parameters: (index) =>
      execute('System.debug(text);', { debugLog, ...withVariables({ text: `it is ${sessions[index]}.` }) }),
    items: [{}, {}, {}],
  });
  const { oauthTokenData } = await context.getCredentials<{ oauthTokenData: { access_token: string } }>('of the org');
  const own = oauthTokenData.access_token;
  sessions.push(own, own.slice(own.indexOf('!') + 1), '00D5g000004abcd!AQEAQLnTop.Secret_Part');
  const output = JSON.stringify((await run(context)).map(({ json }) => json));
  expect(output.match(/it is \[(?:access token|secret)\]/g)).toHaveLength(3);
  expect(sent).toHaveLength(3);
  for (const session of sessions) expect(output).not.toContain(session.slice(session.indexOf('!') + 1));
});

describe('What failed', () => {
  const result = { compiled: true, success: false, line: -1, column: -1, compileProblem: null, exceptionMessage: null };
  const trace = (place: string) => ({ exceptionMessage: 'Oh', exceptionStackTrace: `AnonymousBlock: ${place}` });
  const problem = (line: number, column: number) => ({ compiled: false, compileProblem: 'Oh', line, column });

  // The variable takes 16 characters of the first line.
  test.each<[string, IDataObject]>([
    ['Oh', problem(-1, -1)],
    ['Line 2: Oh', problem(2, -1)],
    ['Line 1: Oh', problem(1, 1)],
    ['In Variables: Oh', problem(1, 8)],
    ['Line 1, column 3: Oh', problem(1, 19)],
    ['Line 2, column 1: Oh', problem(2, 1)],
    ['Oh (AnonymousBlock: line 1)', trace('line 1, column 1')],
    ['Oh (AnonymousBlock: in Variables)', trace('line 1, column 9')],
    ['Oh (AnonymousBlock: line 3, column 1)', trace('line 3, column 1')],
    ['Salesforce gives no reason', { exceptionMessage: '' }],
  ])('is at a place of the code, if at any: %s', async (message, answered) => {
    const parameters = execute('x', withVariables({ a: 'b' }));
    const answer = { status: 200, body: { ...result, ...answered } };
    const { context } = host({ parameters, answer: () => answer, continueOnFail: true });
    const { message: told } = (await run(context))[0]?.json['error'] as IDataObject;
    expect(String(told).replace(/ \([A-Z_]+\)$/, '')).toBe(message);
  });
});

test.each<[string, string, string]>([
  ['no log', '', 'returned no debug log'],
  ['an empty log', '<DebuggingInfo><debugLog></debugLog></DebuggingInfo>', 'returned no debug log'],
  [
    'a log with lines left out',
    '<DebuggingInfo><debugLog>*** Skipped 12 bytes of detailed log</debugLog></DebuggingInfo>',
    'messages can be missing',
  ],
])('Code that ran is a success with a hint, where there came %s', async (_, log, words) => {
  const answer = apexAnswerOf(RAN);
  const body = String(answer.body).replace('<LimitInfoHeader>', `${log}<LimitInfoHeader>`);
  const parameters = execute('x', { debugLog: 'messages' });
  const { context, hints } = host({ parameters, answer: () => ({ ...answer, body }) });
  expect((await run(context)).map(({ json }) => json)).toEqual([{ success: true, messages: [] }]);
  expect(hints).toEqual([expect.objectContaining({ message: expect.stringContaining(words) })]);
});

const RAN = '<compiled>true</compiled><success>true</success>';

describe('Anonymous Apex that may have run', () => {
  const messages = { debugLog: 'messages' };
  const json = { 'content-type': 'application/json' };
  const xml = { 'content-type': 'text/xml' };
  const contradictions = [
    { compiled: true, success: true, compileProblem: 'Missing ;' },
    { compiled: true, success: true, exceptionMessage: 'Oh' },
    { compiled: true, success: false, compileProblem: 'Missing ;' },
    { compiled: false, success: false, exceptionMessage: 'Oh' },
  ];
  const answers: readonly (readonly [string, IDataObject, Answer])[] = [
    ['a page', {}, { status: 200, body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } }],
    ['half of an answer', {}, { status: 200, body: '{"compiled":tr', headers: json }],
    ['another object', {}, { status: 200, body: '{"success":true}', headers: json }],
    ['a contradiction', {}, { status: 200, body: '{"success":true,"compiled":false}', headers: json }],
    ...contradictions.map((members): readonly [string, IDataObject, Answer] => [
      `the contradiction ${JSON.stringify(members)}`,
      {},
      { status: 200, body: members },
    ]),
    ...contradictions.map((members): readonly [string, IDataObject, Answer] => [
      `the contradiction ${JSON.stringify(members)}`,
      messages,
      apexAnswerOf(
        Object.entries(members)
          .map(([name, value]) => `<${name}>${value}</${name}>`)
          .join(''),
      ),
    ]),
    ['a redirect', {}, { status: 302, headers: { location: 'https://login.salesforce.com' } }],
    ['a gateway', {}, { status: 504, body: 'Gateway Timeout' }],
    ['a 401 of a proxy', {}, { status: 401, body: 'Who are you?' }],
    ['a page', messages, { status: 200, body: '<html></html>', headers: xml }],
    ['half of an answer', messages, { ...apexAnswerOf(RAN), body: String(apexAnswerOf(RAN).body).slice(0, 400) }],
    ['no result', messages, apexAnswerOf()],
    ['two results', messages, apexAnswerOf(RAN, RAN)],
    ['a result without what was compiled', messages, apexAnswerOf('<success>true</success>')],
    ['a line that is no number', messages, apexAnswerOf(`${RAN}<line>x</line>`)],
    ['the answer of another API', messages, answerOf('executeAnonymous', RAN)],
    ['a gateway', messages, { status: 502, body: '<html>Bad gateway</html>' }],
  ];

  test.each(answers)('is not sent again after %s (%j), and says so', async (_, more, answer) => {
    const { context, sent } = host({ parameters: execute('x', more), answer: () => answer, continueOnFail: true });
    const [output] = await run(context);
    expect(output?.json).toMatchObject({
      error: { errorCode: 'MAY_HAVE_RUN', actions: [expect.stringContaining('Check in Salesforce')] },
    });
    expect(sent).toHaveLength(1);
  });

  test.each([{}, { debugLog: 'all' }])('is not sent again after a connection that breaks (%j)', async (more) => {
    const answer = (): never => {
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    };
    const { context, sent } = host({ parameters: execute('x', more), answer, continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({ error: { errorCode: 'MAY_HAVE_RUN' } });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ['a refusal by REST', {}, { status: 403, body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'Author Apex' }] }],
    [
      'a fault by SOAP',
      { debugLog: 'all' },
      faultOf('INSUFFICIENT_ACCESS', 'Author Apex', 'http://soap.sforce.com/2006/08/apex'),
    ],
    ['a fault for a message that cannot be read', { debugLog: 'all' }, unreadable('Author Apex')],
  ])('is not what %s means', async (_, more, answer) => {
    const { context } = host({ parameters: execute('x', more), answer: () => answer, continueOnFail: true });
    expect((await run(context))[0]?.json).toMatchObject({
      error: {
        errorCode: expect.stringMatching(/^(?:INSUFFICIENT_ACCESS|soapenv:Client)$/),
        message: expect.stringContaining('Author Apex'),
      },
    });
  });
});
