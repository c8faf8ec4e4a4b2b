import { MB } from './cases/define';
import type { Result, Verdict } from './harness';
import type { Failed, Sample } from './measure';
import { markdownTable } from './markdown';
import { isFailed, msPerRecord } from './measure';

const HEAD = [
  'Case',
  'Latency',
  'Floor',
  'Ours',
  'Ratio',
  'Processor time: floor, ours',
  'Memory grows: floor, ours',
  'Read and written: floor, ours',
  'API calls',
  'Received: floor, ours',
  'Tokens',
  'Built-in',
  'jsforce',
  'Bars',
];

/** The results as a table in Markdown. */
export function tableOf(results: readonly Result[]): string {
  return markdownTable(HEAD, results.map(cells));
}

function cells(result: Result): string[] {
  const { title, latency, floor, ours, figures, verdicts } = result;
  return [
    title,
    `${latency} ms`,
    sided(floor, time),
    sided(ours, time),
    times(figures?.wall),
    `${sided(floor, processor)}, ${sided(ours, processor)}`,
    `${sided(floor, growth)}, ${sided(ours, growth)}`,
    `${sided(floor, copied)}, ${sided(ours, copied)}`,
    sided(ours, calls),
    `${sided(floor, received)}, ${sided(ours, received)}`,
    sided(ours, ({ tokens }) => String(tokens)),
    builtin(result),
    sided(result.jsforce, (done) => `${time(done)}, ${processor(done)} of processor time, +${growth(done)}`),
    verdicts.map(verdict).join('<br>'),
  ];
}

/** `–` where there is none; what it said where it failed. */
function sided(sample: Failed | Sample | undefined, text: (sample: Sample) => string): string {
  if (sample === undefined) return '–';
  return isFailed(sample) ? `failed: ${sample.failed}` : text(sample);
}

const time = ({ ms }: Sample): string => inSeconds(ms);

const inSeconds = (ms: number): string => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`);

const processor = ({ cpu }: Sample): string => inSeconds(cpu);

const growth = (sample: Sample): string => `${(sample.growth / MB).toFixed(0)} MB`;

const copied = (sample: Sample): string => (sample.copied === 0 ? '–' : `${(sample.copied / MB).toFixed(0)} MB`);

const received = ({ bytes }: Sample): string =>
  bytes < MB ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / MB).toFixed(0)} MB`;

const calls = ({ apiCalls, jobs }: Sample): string => (jobs === 0 ? String(apiCalls) : `${apiCalls}, ${jobs} jobs`);

function times(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return `${value.toFixed(value < 10 ? 2 : 0)}×`;
}

function builtin({ builtin: sample, builtinSize, size, figures }: Result): string {
  const of = builtinSize === size ? '' : ` for ${builtinSize}`;
  return sided(sample, (done) => {
    const perRecord = size === 1 ? '' : `, ${msPerRecord(done).toFixed(2)} ms a record`;
    return `${time(done)}${of}${perRecord}, ${calls(done)} API calls, ${received(done)}: ${times(figures?.builtin)} ours`;
  });
}

export function verdict({ what, value, unit, atMost, atLeast, met }: Verdict): string {
  const bar = [
    ...(atMost === undefined ? [] : [`≤ ${atMost}${unit}`]),
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}${unit}`]),
  ].join(', ');
  if (value === undefined) return `${what} ${bar}: not measured`;
  const measured = Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
  return `${what} ${measured}${unit}, ${bar}: ${met === true ? 'met' : 'NOT MET'}`;
}
