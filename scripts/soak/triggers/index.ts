import type { Cursors } from '../settings';
import type { Writer } from '../writer';
import { eventTrigger } from './event';
import { outboundTrigger } from './outbound';
import { pollTrigger } from './poll';

/** The JSON of an item that a trigger gives. */
export type Item = Readonly<Record<string, unknown>>;

/** Path and body of a request to the org's control address. */
export type ControlRequest = readonly [path: string, body: Readonly<Record<string, unknown>>];

/** A trigger, and what the count needs to know of it. */
export interface SoakTrigger {
  /** The node's name in this package. */
  readonly node: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Other parameters for an org that changes all the time. */
  readonly busyParameters?: Readonly<Record<string, unknown>>;
  /** Makes a change in the org that can be told from all others by its name. */
  change(writer: Writer, name: string): Promise<void>;
  /** What the org is to be told before a workflow is published; the address is that of a trigger that is a webhook. */
  prepare?(address: string): ControlRequest;
  /** The name of the change that an item tells of; undefined if it is none of ours. */
  nameIn(item: Item): string | undefined;
  /** Executions of one workflow among which a kill is drawn, from the start of n8n on. */
  readonly emits: number;
  /** Milliseconds in which changes that are there are given, after n8n has started and again after that. */
  readonly patience: number;
  /** Of how many of the last executions the changes may come once more after a start of n8n, as documented. */
  repeatsAfterStart(cursors: Cursors): number;
  /** What can go wrong between the org and the trigger, by name: what its control address is told, and where. */
  readonly faults: Readonly<Record<string, ControlRequest>>;
}

export const TRIGGERS = { poll: pollTrigger, event: eventTrigger, outbound: outboundTrigger } satisfies Readonly<
  Record<string, SoakTrigger>
>;

export type TriggerName = keyof typeof TRIGGERS;

export const TRIGGER_NAMES = Object.keys(TRIGGERS) as TriggerName[];
