export { ACKNOWLEDGMENT } from './acknowledgment';
export { parseOutboundMessage, type Notification, type OutboundMessage } from './message';
export { recordOfElement, type NotifiedRecord } from './values';
export { XmlError } from '../xml';
export { endpointOf, outboundMessages, setEndpoint, type OutboundMessageDefinition } from './endpoint';
