import { trimmed } from '../characters';
import {
  answerText,
  ConnectorError,
  expectBody,
  InputError,
  isRecord,
  isText,
  listOf,
  objectWith,
  shorten,
} from '../errors';
import type { ObjectSummary } from '../describe';
import type { Org } from '../org';
import { dataPath } from '../path';

/** What comes on a channel. */
export type ChannelKind = 'allChanges' | 'changes' | 'custom' | 'platformEvent' | 'pushTopic';

export interface ChannelSummary {
  /** As a client subscribes to it. */
  readonly channel: string;
  readonly label: string;
  readonly kind: ChannelKind;
}

const ALL_CHANGES: ChannelSummary = { channel: '/data/ChangeEvents', label: 'All Change Events', kind: 'allChanges' };
/**
 * A PushTopic can have conditions: `/topic/Name?Industry='Energy'&Rating='Hot'`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_filtered_subscriptions.htm
 */
const CHANNEL =
  /^\/(?:(?:data|event|u)(?:\/[\w.-]{1,80}){1,3}|topic(?:\/[\w.-]{1,80}){1,3}(?:\?[\w.]{1,80}=\P{Cc}{1,500})?)$/u;

/**
 * A channel's name; case counts.
 * @throws InputError
 */
export function channelName(text: string, what: string): string {
  const name = trimmed(text);
  if (CHANNEL.test(name)) return name;
  throw new InputError(`${what}: “${shorten(text)}” is not the name of a channel.`, { reason: 'notAChannel' }, what);
}

/** The channels that the user can see; without those that need more permissions than the user has. */
export async function listChannels(org: Org): Promise<ChannelSummary[]> {
  const objects = await org.describe.global();
  return [ALL_CHANGES, ...objects.flatMap(channelOf), ...(await customChannels(org)), ...(await pushTopics(org))];
}

function channelOf({ name, label, queryable }: ObjectSummary): ChannelSummary[] {
  if (name.endsWith('ChangeEvent')) return [{ channel: `/data/${name}`, label, kind: 'changes' }];
  const isEvent = name.endsWith('__e') || (!queryable && /Event(?:Stream)?$/.test(name));
  return isEvent ? [{ channel: `/event/${name}`, label, kind: 'platformEvent' }] : [];
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_platformeventchannel.htm */
async function customChannels(org: Org): Promise<ChannelSummary[]> {
  const rows = await rowsIfAllowed(org, ['tooling', 'query'], CUSTOM_CHANNELS);
  return rows.flatMap(({ DeveloperName: name, MasterLabel: label, ChannelType: type, NamespacePrefix: prefix }) => {
    if (!isText(name)) return [];
    const full = `${isText(prefix) ? `${prefix}__` : ''}${name.replace(/__chn$/, '')}__chn`;
    const channel = `/${type === 'event' ? 'event' : 'data'}/${full}`;
    return [{ channel, label: isText(label) ? label : name, kind: 'custom' as const }];
  });
}

const CUSTOM_CHANNELS = 'SELECT DeveloperName, MasterLabel, ChannelType, NamespacePrefix FROM PlatformEventChannel';

async function pushTopics(org: Org): Promise<ChannelSummary[]> {
  const rows = await rowsIfAllowed(org, ['query'], 'SELECT Name FROM PushTopic WHERE IsActive = true');
  const names = rows.map((row) => row['Name']).filter(isText);
  return names.map((name) => ({ channel: `/topic/${name}`, label: name, kind: 'pushTopic' }));
}

/**
 * Checks that the objects of change events are selected for Change Data Capture, if the user may see that: Salesforce
 * accepts a subscription that nothing will ever come from.
 * @param objects whose changes are wanted of the channel of all changes; none for any
 * @throws InputError
 */
export async function checkSelected(
  org: Org,
  channels: readonly string[],
  objects: readonly string[] = [],
): Promise<void> {
  const ofAll = channels.includes(ALL_CHANGES.channel);
  const events = channels.flatMap((channel) => OBJECT_CHANGES.exec(channel)?.slice(1) ?? []);
  // Objects of other channels may pass the same filter.
  const filtered = ofAll && channels.length === 1 ? objects.map(eventOfObject) : [];
  if (events.length === 0 && !ofAll) return;
  const rows = await rowsOrNone(org, ['tooling', 'query'], MEMBERS);
  if (rows === undefined) return;
  const selected = rows
    .filter((row) => row['EventChannel'] === 'ChangeEvents')
    .map((row) => answerText(row['SelectedEntity']).toLowerCase());
  const missing = [...events, ...filtered].find((event) => !selected.includes(event.toLowerCase()));
  if (missing !== undefined) {
    const object = objectOfEvent(missing);
    const channel = filtered.includes(missing) ? ALL_CHANGES.channel : `/data/${missing}`;
    throw notSelected(`${object} is not`, channel, object);
  }
  if (ofAll && selected.length === 0) throw notSelected('No object is', ALL_CHANGES.channel);
}

function notSelected(what: string, channel: string, object?: string): InputError {
  const message = `${what} selected for Change Data Capture, so nothing would ever come on ${channel}.`;
  return new InputError(message, { reason: 'notSelectedForChanges', object });
}

const MEMBERS = 'SELECT EventChannel, SelectedEntity FROM PlatformEventChannelMember';
const OBJECT_CHANGES = /^\/data\/(\w+ChangeEvent)$/;

/** The object whose changes an event is about: `Invoice__c` of `Invoice__ChangeEvent`. */
function objectOfEvent(event: string): string {
  return event.replace(/__ChangeEvent$/, '__c').replace(/ChangeEvent$/, '');
}

function eventOfObject(object: string): string {
  return object.toLowerCase().endsWith('__c') ? `${object.slice(0, -1)}ChangeEvent` : `${object}ChangeEvent`;
}

/** The objects that a channel brings changes of; undefined if that is not known. */
export function objectOfChannel(channel: string): string | undefined {
  const [, event] = OBJECT_CHANGES.exec(channel) ?? [];
  return event === undefined ? undefined : objectOfEvent(event);
}

const isToolingPage = objectWith({ records: listOf(isRecord) });

async function rowsIfAllowed(org: Org, resource: string[], q: string): Promise<Record<string, unknown>[]> {
  return (await rowsOrNone(org, resource, q)) ?? [];
}

/** The first page is more than an org has of these; undefined if the user may not see them. */
async function rowsOrNone(org: Org, resource: string[], q: string): Promise<Record<string, unknown>[] | undefined> {
  try {
    const path = dataPath(org.version, ...resource);
    return expectBody(await org.send({ method: 'GET', path, query: { q } }), isToolingPage, 'a page of records', 200)
      .records;
  } catch (error) {
    if (error instanceof ConnectorError) return undefined;
    throw error;
  }
}
