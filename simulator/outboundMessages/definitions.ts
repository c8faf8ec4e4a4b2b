import { idOf } from '../data/ids';

/** What the metadata of an outbound message says: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_workflow.htm */
export interface OutboundMessageMetadata {
  readonly apiVersion: number;
  readonly description: string | null;
  readonly endpointUrl: string;
  readonly fields: readonly string[];
  readonly includeSessionId: boolean;
  readonly integrationUser: string;
  readonly name: string;
  readonly protected: boolean;
  readonly useDeadLetterQueue: boolean;
}

/** An outbound message, and the rule that sends it. */
export interface OutboundMessageDefinition {
  readonly id: string;
  readonly object: string;
  readonly sentOn: 'create' | 'createOrUpdate';
  metadata: OutboundMessageMetadata;
}

/** The outbound messages of an org. */
export class OutboundMessageDefinitions {
  readonly all: OutboundMessageDefinition[] = [];

  add(definition: Omit<OutboundMessageDefinition, 'id'>): OutboundMessageDefinition {
    const added = { id: idOf('04k', this.all.length + 1), ...definition };
    this.all.push(added);
    return added;
  }

  /** By an ID of 15 or 18 characters. */
  find(id: string): OutboundMessageDefinition | undefined {
    return this.all.find((one) => one.id.slice(0, 15) === id.slice(0, 15) && one.id.startsWith(id));
  }
}
