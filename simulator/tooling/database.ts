import { idOf, normalizeId } from '../data/ids';
import { createSchema } from '../schema';
import type { CustomChannels } from '../streaming/channels';
import type { Database, FieldSchema, ObjectSchema, Row, Scalar } from '../types';
import { platformEventChannel, platformEventChannelMember } from './objects';

type RowSource = () => Row[];

const withId = (keyPrefix: string, rows: readonly Row[]): Row[] =>
  rows.map((row, index) => ({ Id: idOf(keyPrefix, index + 1), IsDeleted: false, Language: 'en_US', ...row }));

/** `Orders__chn` → `Orders`: the name without what marks it as a channel. */
const developerName = (channel: string): string => channel.replace(/__chn$/, '');

function sources(channels: CustomChannels): Map<string, RowSource> {
  const channelRows = () =>
    channels.channels.map(({ name, type }) => {
      const plainName = developerName(name);
      return { DeveloperName: plainName, MasterLabel: plainName, ChannelType: type };
    });
  const memberRows = () =>
    channels.members.map(({ channel, event }) => {
      const name = `${channel.replace('__', '_')}_${event.replace('__', '_')}`;
      return { DeveloperName: name, MasterLabel: name, EventChannel: channel, SelectedEntity: event };
    });
  return new Map([
    [platformEventChannel.name, () => withId(platformEventChannel.keyPrefix, channelRows())],
    [platformEventChannelMember.name, () => withId(platformEventChannelMember.keyPrefix, memberRows())],
  ]);
}

/** What the Tooling API reads: the org's setup as it is, in rows. */
export class ToolingDatabase implements Database {
  readonly schema = createSchema([platformEventChannel, platformEventChannelMember]);
  readonly #sources: ReadonlyMap<string, RowSource>;

  constructor(channels: CustomChannels) {
    this.#sources = sources(channels);
  }

  rows(object: ObjectSchema): readonly Row[] {
    return this.#sources.get(object.name)?.() ?? [];
  }

  byId(object: ObjectSchema, id: string): Row | undefined {
    return this.rows(object).find((row) => row['Id'] === normalizeId(id));
  }

  byField(object: ObjectSchema, { name }: FieldSchema, value: Scalar | bigint): readonly Row[] {
    const wanted = String(value).toLowerCase();
    return this.rows(object).filter((row) => String(row[name] ?? null).toLowerCase() === wanted);
  }

  count(object: ObjectSchema): number {
    return this.rows(object).length;
  }

  value(_object: ObjectSchema, row: Row, { name }: FieldSchema): unknown {
    return row[name] ?? null;
  }
}
