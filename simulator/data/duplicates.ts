import { ApiError, type Database, type ObjectSchema, type Row } from '../types';

/** Live records that agree with this one in every field the rule compares. */
function matchesOf(database: Database, object: ObjectSchema, row: Row, fieldNames: readonly string[]): Row[] {
  const fields = fieldNames.flatMap((name) => database.schema.field(object, name) ?? []);
  const [first] = fields;
  if (first === undefined || fields.some((field) => (row[field.name] ?? null) === null)) return [];
  const text = (record: Row, name: string) => String(record[name] ?? '').toLowerCase();
  return database
    .byField(object, first, row[first.name] ?? null)
    .filter((other) => other['Id'] !== row['Id'])
    .filter((other) => fields.every((field) => text(other, field.name) === text(row, field.name)));
}

function matchRecord(object: ObjectSchema, match: Row) {
  const id = String(match['Id']);
  return {
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100,
    record: { attributes: { type: object.name, url: `/services/data/v68.0/sobjects/${object.name}/${id}` }, Id: id },
  };
}

/**
 * An object's duplicate rule, with the action Allow and Alert: through the API an alert refuses the save, unless the
 * request says `Sforce-Duplicate-Rule-Header: allowSave=true`. The answer tells the matches.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm
 */
export function checkDuplicates(
  database: Database,
  object: ObjectSchema,
  row: Row,
  fieldNames: readonly string[],
): void {
  const matches = matchesOf(database, object, row, fieldNames);
  if (matches.length === 0) return;
  const message = 'Use one of these records?';
  throw new ApiError(400, {
    errorCode: 'DUPLICATES_DETECTED',
    message,
    extra: {
      duplicateResult: {
        allowSave: true,
        duplicateRule: `Standard_${object.name}_Duplicate_Rule`,
        duplicateRuleEntityType: object.name,
        errorMessage: message,
        matchResults: [
          {
            entityType: object.name,
            errors: [],
            matchEngine: 'ExactMatchEngine',
            matchRecords: matches.map((match) => matchRecord(object, match)),
            rule: `Standard_${object.name}_Match_Rule_v1_0`,
            size: matches.length,
            success: true,
          },
        ],
      },
    },
  });
}
