import { expectBody, expectShape, isRecord, isText, listOf, objectWith } from '../errors';
import { isRecordId, recordId } from '../ids';
import type { Org } from '../org';
import { dataPath } from '../path';

/** An active approval process. */
export interface ApprovalProcess {
  readonly id: string;
  readonly name: string;
  /** API name of the object whose records it is for. */
  readonly object: string;
}

type ListedProcess = Pick<ApprovalProcess, 'id' | 'name'>;

const areListed = listOf(objectWith<ListedProcess>({ id: isRecordId, name: isText }));

/**
 * The approval processes of the org that the user can submit records to, in the order in which Salesforce tries them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_process_approvals_get.htm
 * @throws SalesforceError, AnswerError, ConnectionError
 */
export async function approvalProcesses(org: Org): Promise<ApprovalProcess[]> {
  const what = 'the approval processes of each object';
  const response = await org.send({ method: 'GET', path: dataPath(org.version, 'process', 'approvals') });
  const { approvals } = expectBody(
    response,
    objectWith<{ approvals: Record<string, unknown> }>({ approvals: isRecord }),
    what,
    200,
  );
  return Object.entries(approvals).flatMap(([object, listed]) =>
    expectShape(listed, areListed, what).map(({ id, name }) => ({ id: recordId(id), name, object })),
  );
}
