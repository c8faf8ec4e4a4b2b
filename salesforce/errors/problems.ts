/** What can be wrong with an input, with the details. The sentence about it is the error's message. */
export type InputProblem = AuthProblem | FileProblem | QueryProblem | RecordProblem | ValueProblem;

export type ProblemReason = InputProblem['reason'];

/** Signing in. */
export type AuthProblem =
  | { readonly reason: 'consumerSecretMissing' }
  | { readonly reason: 'credentialFieldEmpty'; readonly name: string }
  | { readonly reason: 'foreignInstance' }
  | { readonly reason: 'instanceMissing' }
  | { readonly reason: 'sessionIsJwt' }
  | { readonly reason: 'notASalesforceAddress' }
  | { readonly reason: KeyProblem };

/** What is wrong with a pasted private key. */
export type KeyProblem =
  | 'keyDamaged'
  | 'keyInOpenSshFormat'
  | 'keyIncomplete'
  | 'keyIsCertificate'
  | 'keyIsPublicPart'
  | 'keyMissing'
  | 'keyNotPem'
  | 'keyNotRsa'
  | 'keyPassphraseMissing'
  | 'keyPassphraseWrong'
  | 'keyTooShort';

/** A CSV file, and how its columns match the object. */
type FileProblem =
  | { readonly reason: 'csvNulCharacter' }
  | { readonly reason: 'csvQuotes' }
  | { readonly reason: 'csvLineEnds' }
  | { readonly reason: 'notCsv' }
  | { readonly reason: 'csvRowLength' }
  | { readonly reason: 'csvValueTooLong' }
  | { readonly reason: 'duplicateColumn' }
  | { readonly reason: 'fileEmpty' }
  | { readonly reason: 'fileNotUtf8' }
  | { readonly reason: 'separatorLine' }
  | { readonly reason: 'fileUnreadable' }
  | { readonly reason: 'keyColumnMissing'; readonly key: string; readonly delimiter: string | undefined }
  | { readonly reason: 'mappedColumnMissing'; readonly columns: string; readonly delimiter: string | undefined }
  | { readonly reason: 'noColumns' }
  | { readonly reason: 'tooManyColumns' }
  | { readonly reason: 'unknownDelimiter'; readonly known: readonly string[] }
  | {
      readonly reason: 'unusableColumns';
      readonly problems: readonly InputProblem[];
      readonly delimiter: string | undefined;
    };

/** Queries, searches and what they are made of. */
type QueryProblem =
  | { readonly reason: 'bulkQueryUnsupported' }
  | { readonly reason: 'joinedReport' }
  | { readonly reason: 'datesReversed' }
  | { readonly reason: 'noDateColumn' }
  | { readonly reason: 'notASliceColumn'; readonly known: readonly string[] }
  | { readonly reason: 'reportOperator'; readonly known: readonly string[] }
  | { readonly reason: 'tooManyFilters' }
  | { readonly reason: 'unknownDuration'; readonly known: readonly string[] }
  | { readonly reason: 'unknownReportColumn' }
  | { readonly reason: 'listWhereOneValue' }
  | { readonly reason: 'listParameterMisplaced' }
  | { readonly reason: 'noComparedValue' }
  | { readonly reason: 'noFieldsToReturn' }
  | { readonly reason: 'noTable' }
  | { readonly reason: 'notAWholeLimit' }
  | { readonly reason: 'limitParameter' }
  | { readonly reason: 'parameterUnused' }
  | { readonly reason: 'parameterWithoutValue'; readonly name: string }
  | { readonly reason: 'queryTooLong' }
  | { readonly reason: 'searchTermTooShort' }
  | { readonly reason: 'notConditions' }
  | { readonly reason: 'textNotClosed' }
  | { readonly reason: 'textTooLongForQuery' }
  | { readonly reason: 'tooManyFieldsWithParents' }
  | { readonly reason: 'unknownOperator' }
  | { readonly reason: 'versionTooOld' };

/** Which record, which fields, which object. */
type RecordProblem =
  | { readonly reason: 'treeTooLarge' }
  | { readonly reason: 'listOfChildren'; readonly relationship: string }
  | { readonly reason: 'unknownRelationship'; readonly known: readonly string[] }
  | { readonly reason: 'bulkCannot'; readonly what: BulkObstacle }
  | { readonly reason: 'bulkCellTooLong' }
  | { readonly reason: 'bulkNullText' }
  | { readonly reason: 'bulkRowTooLong' }
  | { readonly reason: 'fieldGivenTwice' }
  | { readonly reason: 'idOfAnotherObject' }
  | { readonly reason: 'inputsMissing' }
  | { readonly reason: 'keyEmpty' }
  | { readonly reason: 'keyGivenTwice'; readonly name: string }
  | { readonly reason: 'keyHasNoAddress' }
  | { readonly reason: 'keyTooLong' }
  | { readonly reason: 'keyValue' }
  | { readonly reason: 'noPendingApproval' }
  | { readonly reason: 'noSuchJob' }
  | { readonly reason: 'noSuchJobOfItsKind' }
  | { readonly reason: 'notAChannel' }
  | { readonly reason: 'notAFileField' }
  | { readonly reason: 'notAFileId' }
  | { readonly reason: 'notAJobId' }
  | { readonly reason: 'notAnApexPath' }
  | { readonly reason: 'notAVariableName' }
  | { readonly reason: 'notAnApiName' }
  | { readonly reason: 'notAnOrgPath' }
  | { readonly reason: 'notCarried' }
  | { readonly reason: 'notPublished' }
  | { readonly reason: 'notSendable' }
  | { readonly reason: 'notAnIdentifier'; readonly known: readonly string[] }
  | { readonly reason: 'notAnApiVersion'; readonly example: string }
  | { readonly reason: 'unknownVersion'; readonly oldest: string; readonly newest: string }
  | { readonly reason: 'damagedRecordId' }
  | { readonly reason: 'notARecordId' }
  | { readonly reason: 'severalRecordIds' }
  | { readonly reason: 'notSelectedForChanges'; readonly object: string | undefined }
  | { readonly reason: 'notWatchable'; readonly missing: readonly string[] }
  | { readonly reason: 'refreshTokenMissing' }
  | { readonly reason: 'approvalOfAnother' }
  | { readonly reason: 'severalPendingApprovals' }
  | { readonly reason: 'objectOfParentMissing'; readonly example: string; readonly idField: string | undefined }
  | { readonly reason: 'parentNamedTwice'; readonly relationship: string; readonly idField: string }
  | { readonly reason: 'pathTooDeep' }
  | { readonly reason: 'readOnlyField'; readonly because: ReadOnlyCause }
  | { readonly reason: 'unknownAction'; readonly kind: string }
  | {
      readonly reason: 'unknownField';
      readonly given: string;
      readonly objectLabel: string;
      readonly nearest: { readonly name: string; readonly label: string } | undefined;
      /** Whether accounts of an org that has turned on person accounts have such a field. */
      readonly isOfPersonAccounts?: boolean;
    }
  | { readonly reason: 'unknownInput'; readonly known: readonly string[] }
  | { readonly reason: 'unknownObject' }
  | { readonly reason: 'unknownQueryField' }
  | { readonly reason: 'unusableFields'; readonly problems: readonly InputProblem[] }
  | { readonly reason: 'unknownPicklist'; readonly known: readonly string[] }
  | { readonly reason: 'unknownRecordType'; readonly known: readonly string[] }
  | { readonly reason: 'graphTooLarge' }
  | { readonly reason: 'mutationHasNoPages' }
  | { readonly reason: 'noCursorVariable'; readonly name: string }
  | { readonly reason: 'noNodes' }
  | { readonly reason: 'noPageInfo' }
  | { readonly reason: 'noSuchConnection'; readonly known: readonly string[] }
  | { readonly reason: 'wrongHeader' }
  | { readonly reason: 'wrongReference' }
  | { readonly reason: 'wrongVariable' };

/** What Bulk does not support in a write. */
export type BulkObstacle = 'activeRule' | 'allOrNone' | 'allowDuplicates';

/** Why a field cannot be written. */
export type ReadOnlyCause =
  | 'autoNumber'
  | 'calculated'
  | 'createOnly'
  | 'givenBySalesforce'
  | 'recordId'
  | { readonly madeOf: readonly string[] };

/** One value. */
type ValueProblem =
  | { readonly reason: 'blankInList' }
  | { readonly reason: 'emptyList' }
  | { readonly reason: 'listInList' }
  | { readonly reason: 'loneSurrogate' }
  | { readonly reason: 'missingValue' }
  | { readonly reason: 'notABoolean' }
  | { readonly reason: 'notBase64'; readonly form: 'dataUrl' | 'object' | 'text' }
  | { readonly reason: 'notADate' }
  | { readonly reason: 'notANumber' }
  | { readonly reason: 'notARelativeDate' }
  | { readonly reason: 'notATimeZone' }
  | { readonly reason: 'notAnObject' }
  | { readonly reason: 'notAWholeNumber' }
  | { readonly reason: 'notJson' }
  | { readonly reason: 'noSuchOutboundMessage' }
  | { readonly reason: 'notText' }
  | { readonly reason: 'oneValueOnly' }
  | { readonly reason: 'nulCharacter' }
  | { readonly reason: 'notInMerge' }
  | { readonly reason: 'notInXml' }
  | { readonly reason: 'commaInPicklist' }
  | { readonly reason: 'semicolonInPicklistValue' }
  | { readonly reason: 'tooManyDecimals' };
