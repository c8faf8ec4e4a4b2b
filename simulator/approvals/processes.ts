import { idOf } from '../data/ids';
import type { Row } from '../types';

/** Whom a step asks: these, all of whom have to approve, or whoever is named with the request before it. */
export type Approvers = readonly string[] | 'named';

/** An active approval process of the org. */
export interface ApprovalDefinition {
  readonly id: string;
  readonly name: string;
  readonly developerName: string;
  readonly description: string;
  /** Whose records it is for. */
  readonly object: string;
  /** Its entry criteria. */
  readonly accepts: (record: Row) => boolean;
  readonly steps: readonly Approvers[];
}

type Own = Omit<ApprovalDefinition, 'id'>;

const [admin, colleague] = [idOf('005', 1), idOf('005', 3)];
const supportQueue = idOf('00G', 2);

const amountOf = (record: Row): number => Number(record['Amount'] ?? 0);

const OWN: readonly Own[] = [
  {
    name: 'Large Deal Approval',
    developerName: 'Large_Deal_Approval',
    description: 'Two steps; who approves the second one names the first approver',
    object: 'Opportunity',
    accepts: (record) => amountOf(record) >= 1_000_000,
    steps: [[admin], 'named'],
  },
  {
    name: 'Discount Approval',
    developerName: 'Discount_Approval',
    description: 'One step',
    object: 'Opportunity',
    accepts: (record) => amountOf(record) >= 1_000,
    steps: [[admin]],
  },
  {
    name: 'Partner Approval',
    developerName: 'Partner_Approval',
    description: 'The submitter names the approver',
    object: 'Account',
    accepts: () => true,
    steps: ['named'],
  },
  {
    name: 'Two Signatures',
    developerName: 'Two_Signatures',
    description: 'Two have to approve',
    object: 'Contact',
    accepts: () => true,
    steps: [[admin, colleague]],
  },
  {
    name: 'Refund Approval',
    developerName: 'Refund_Approval',
    description: 'A queue approves',
    object: 'Case',
    accepts: () => true,
    steps: [[supportQueue]],
  },
];

/** In the order in which they are tried. */
export const APPROVAL_PROCESSES: readonly ApprovalDefinition[] = OWN.map((own, index) => ({
  id: idOf('04a', index + 1),
  ...own,
}));
