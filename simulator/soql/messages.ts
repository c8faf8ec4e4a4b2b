/** What Salesforce adds where a name is unknown: perhaps the suffix of custom names was forgotten. */
function advice(custom: string, suffix: string, after: string): string {
  return (
    `If you are attempting to use a custom ${custom}, be sure to append the '${suffix}' after the ${after} name. ` +
    'Please reference your WSDL or the describe call for the appropriate names.'
  );
}

export function noSuchColumnMessage(column: string, entity: string): string {
  return `No such column '${column}' on entity '${entity}'. ${advice('field', '__c', 'custom field')}`;
}

export function noSuchObjectMessage(name: string): string {
  return `sObject type '${name}' is not supported. ${advice('object', '__c', 'entity')}`;
}

/** @param place `field path` or `FROM part of query call` */
export function noSuchRelationshipMessage(name: string, place: string): string {
  return `Didn't understand relationship '${name}' in ${place}. ${advice('relationship', '__r', 'custom relationship')}`;
}
