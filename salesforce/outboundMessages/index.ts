export { ACKNOWLEDGMENT } from './acknowledgment';
export { parseOutboundMessage, type Notification, type OutboundMessage } from './message';
export { knowsFields, recordOfElement, type NotifiedRecord } from './values';
export { XmlError } from '../xml';
export { endpointOf, outboundMessages, setEndpoint, type OutboundMessageDefinition } from './endpoint';
