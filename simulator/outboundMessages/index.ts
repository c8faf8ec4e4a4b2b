export {
  OutboundMessageDefinitions,
  type OutboundMessageDefinition,
  type OutboundMessageMetadata,
} from './definitions';
export { OutboundMessages, type SenderReport, type SenderSettings } from './sender';
export { getToolingRecord, updateToolingRecord } from './tooling';
