import type { ObjectDefinition } from '../define';
import { account } from './account';
import { event, task } from './activities';
import { processDefinition, processInstance, processInstanceStep, processInstanceWorkitem } from './approvals';
import { campaign, campaignMember } from './campaign';
import { supportCase } from './case';
import { contact } from './contact';
import { invoice, invoiceLine, syncTest } from './custom';
import { batchApexErrorEvent, orderEvent } from './events';
import {
  attachment,
  contentDocument,
  contentDocumentLink,
  contentVersion,
  contentWorkspace,
  document,
  folder,
} from './files';
import { lead } from './lead';
import { loginHistory } from './loginHistory';
import { opportunity } from './opportunity';
import { opportunityLineItem, order, orderItem, pricebook, pricebookEntry, product, quote } from './products';
import {
  assignmentRule,
  collaborationGroup,
  group,
  leadStatus,
  organization,
  profile,
  recordType,
  userPermissionAccess,
} from './setup';
import { pushTopic } from './pushTopic';
import { dashboard, report } from './report';
import { user } from './user';

/** The objects of the sample org. */
export const sampleObjects: readonly ObjectDefinition[] = [
  account,
  assignmentRule,
  attachment,
  batchApexErrorEvent,
  campaign,
  campaignMember,
  collaborationGroup,
  supportCase,
  contact,
  contentDocument,
  contentDocumentLink,
  contentVersion,
  dashboard,
  contentWorkspace,
  document,
  event,
  folder,
  group,
  invoice,
  invoiceLine,
  lead,
  leadStatus,
  loginHistory,
  opportunity,
  opportunityLineItem,
  order,
  orderEvent,
  orderItem,
  organization,
  pricebook,
  pricebookEntry,
  product,
  processDefinition,
  processInstance,
  processInstanceStep,
  processInstanceWorkitem,
  profile,
  pushTopic,
  quote,
  recordType,
  report,
  syncTest,
  task,
  user,
  userPermissionAccess,
];

/** What every org has, whatever its objects. */
export const setupObjects: readonly ObjectDefinition[] = [
  assignmentRule,
  group,
  organization,
  profile,
  recordType,
  user,
  userPermissionAccess,
];
