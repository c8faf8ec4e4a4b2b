import { randomBytes } from 'node:crypto';

import { ApiError } from '../types';
import { recordBody } from '../rest/objects';
import { writeOptions, type Call, type JsonObject } from '../rest/call';
import { many, parameter, textIn, type ActionDefinition, type Parameter } from './action';

/** As recorded: `43c0ccb801784ff02fa0c8a1919b1877f5-605b`. */
const interviewGuid = (): string => `${randomBytes(17).toString('hex')}-${randomBytes(2).toString('hex')}`;

/** A flow, whose results tell of its interview. */
interface Flow extends Pick<ActionDefinition, 'description' | 'inputs' | 'label' | 'name'> {
  readonly outputs?: readonly Parameter[];
  /** What its variables hold in the end. */
  readonly run: (call: Call, inputs: JsonObject) => JsonObject;
  /** How its interviews stand when the request is answered. */
  readonly status?: 'Error' | 'Finished' | 'Paused' | 'Waiting';
}

/**
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_action.meta/api_action/actions_obj_flow.htm
 */
function flow({ run, outputs = [], status = 'Finished', ...rest }: Flow): ActionDefinition {
  const interview = [
    parameter('Flow__InterviewStatus', 'Interview Status', 'STRING'),
    parameter('Flow__InterviewGuid', 'Interview GUID', 'STRING'),
  ];
  return {
    ...rest,
    kind: 'flow',
    type: 'FLOW',
    outputs: [...outputs, ...interview],
    run: (call, inputs) => ({
      ...faulting(() => run(call, inputs)),
      Flow__InterviewGuid: interviewGuid(),
      Flow__InterviewStatus: status,
    }),
  };
}

/** What nobody catches within a flow ends it with these words: restforce/restforce#624. */
function faulting<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const id = `${String(randomBytes(4).readUInt32BE())}-${String(randomBytes(2).readUInt16BE())}`;
    throw new ApiError(400, {
      errorCode: 'UNKNOWN_EXCEPTION',
      message: `An unhandled fault has occurred in this flow<br>An unhandled fault has occurred while processing the flow.  Please contact your system administrator for more information. Error ID: ${id}`,
    });
  }
}

function objectOf(call: Call, name: string) {
  const object = call.org.store.schema.object(name);
  if (object === undefined) throw new Error(`The org has no ${name}.`);
  return object;
}

const createFollowUp = flow({
  name: 'Create_Follow_Up',
  label: 'Create Follow-Up',
  description: 'Creates a task for a contact',
  inputs: [
    parameter('subject', 'Subject', 'STRING', { required: true }),
    parameter('contactId', 'Contact ID', 'STRING'),
    parameter('dueDate', 'Due Date', 'DATE'),
    parameter('isUrgent', 'Urgent', 'BOOLEAN'),
  ],
  outputs: [parameter('taskId', 'Task ID', 'STRING'), parameter('task', 'Task', 'SOBJECT', { sobjectType: 'Task' })],
  run: (call, inputs) => {
    const { store } = call.org;
    const object = objectOf(call, 'Task');
    const values = {
      Subject: inputs['subject'] ?? null,
      WhoId: inputs['contactId'] ?? null,
      ActivityDate: inputs['dueDate'] ?? null,
      Priority: inputs['isUrgent'] === true ? 'High' : 'Normal',
    };
    const taskId = store.insert(object, values, writeOptions(call));
    const row = store.byId(object, taskId);
    return { taskId, task: row === undefined ? null : recordBody(call, object, row, object.fields) };
  },
});

const setStage = flow({
  name: 'Set_Stage',
  label: 'Set Stage',
  description: 'Moves an opportunity to a stage',
  inputs: [
    parameter('opportunityId', 'Opportunity ID', 'STRING', { required: true }),
    parameter('stage', 'Stage', 'STRING', { required: true }),
  ],
  run: (call, inputs) => {
    const values = { StageName: inputs['stage'] ?? null };
    call.org.store.update(objectOf(call, 'Opportunity'), textIn(inputs, 'opportunityId'), values, writeOptions(call));
    return {};
  },
});

const askForApproval = flow({
  name: 'Ask_For_Approval',
  label: 'Ask for Approval',
  description: 'Waits until somebody approves',
  inputs: [parameter('recordId', 'Record ID', 'STRING')],
  status: 'Waiting',
  run: () => ({}),
});

const rateContacts = flow({
  name: 'Rate_Contacts',
  label: 'Rate Contacts',
  description: 'Counts contacts with their tags',
  inputs: [
    many(parameter('contacts', 'Contacts', 'SOBJECT', { sobjectType: 'Contact' })),
    many(parameter('tags', 'Tags', 'STRING')),
    parameter('weight', 'Weight', 'NUMBER'),
    parameter('settings', 'Settings', 'APEX', { apexClass: 'RatingSettings' }),
  ],
  outputs: [
    many(parameter('names', 'Names', 'STRING')),
    parameter('total', 'Total', 'NUMBER'),
    parameter('best', 'Best', 'SOBJECT', { sobjectType: 'Contact' }),
  ],
  run: (_, inputs) => {
    const contacts = (inputs['contacts'] ?? []) as readonly JsonObject[];
    const tags = (inputs['tags'] ?? []) as readonly string[];
    const weight = Number(inputs['weight'] ?? 1);
    return {
      names: contacts.map((contact) => contact['LastName'] ?? null),
      total: (contacts.length + tags.length) * weight,
      best: contacts[0] ?? null,
    };
  },
});

export const FLOWS: readonly ActionDefinition[] = [createFollowUp, setStage, askForApproval, rateContacts];
