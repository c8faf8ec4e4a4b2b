import type { INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { recordIdOf } from '../../../salesforce/describe';
import { loader, type ListForm } from './listLoader';
import { locatorText, optionalText } from './locator';
import { recordChoices } from './recordChoices';
import { recordLocator } from './recordId';

const ASSIGNMENT_RULE_ID = 'Assignment Rule ID';

/** A rule of the chosen object. */
export function assignmentRuleLocator(description: string): INodeProperties {
  return {
    ...recordLocator({
      displayName: ASSIGNMENT_RULE_ID,
      name: 'assignmentRuleId',
      description,
      searchListMethod: 'searchAssignmentRules',
      placeholders: [
        'Select a rule…',
        'e.g. 01Q5g000000abcdEAA',
        'e.g. https://acme.my.salesforce.com/01Q5g000000abcd',
      ],
    }),
    typeOptions: { loadOptionsDependsOn: ['object.value'] },
  };
}

/** The ID of an assignment rule, checked. */
export function readRuleId(value: unknown): string {
  return recordIdOf('AssignmentRule', locatorText(value, ASSIGNMENT_RULE_ID), ASSIGNMENT_RULE_ID);
}

/** The same where no rule may be chosen; undefined then. */
export function readOptionalRuleId(value: unknown): string | undefined {
  const text = optionalText(value, ASSIGNMENT_RULE_ID);
  return text === undefined ? undefined : readRuleId(text);
}

export const searchAssignmentRules = loader(
  async (form: ListForm, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> => {
    const { name } = await form.object('assignment rules');
    return await recordChoices(form.org, {
      object: await form.org.describe.object('AssignmentRule'),
      filter,
      paginationToken,
      only: { SobjectType: name },
    });
  },
);
