import type {
  HavingClause, ValueCondition, ValueFunctionCondition, ValueQueryCondition, ValueWithDateLiteralCondition,
  ValueWithDateNLiteralCondition, WhereClause,
} from '@jetstreamapp/soql-parser-js';

/** One comparison of WHERE or HAVING. */
export type Leaf =
  | ValueCondition | ValueFunctionCondition | ValueQueryCondition | ValueWithDateLiteralCondition
  | ValueWithDateNLiteralCondition;

export type Condition =
  | { kind: 'and' | 'or'; parts: Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'leaf'; leaf: Leaf };

type Sign = '(' | ')' | 'AND' | 'OR' | 'NOT';

/** The parser's chain of conditions with counted parentheses, as signs and comparisons in the order of the text. */
export function flatten(clause: WhereClause | HavingClause | undefined): (Sign | Leaf)[] {
  const parts: (Sign | Leaf)[] = [];
  for (let link = clause; link !== undefined; link = 'right' in link ? link.right : undefined) {
    const { left } = link;
    if (left !== null) {
      for (let i = 0; i < (left.openParen ?? 0); i++) parts.push('(');
      if ('operator' in left) {
        parts.push(left);
        for (let i = 0; i < (left.closeParen ?? 0); i++) parts.push(')');
      }
    }
    if ('operator' in link) parts.push(link.operator);
  }
  return parts;
}

/**
 * The conditions as a tree.
 * @param mixed called with the number of the AND or OR (counted from 0) that stands beside the other without
 *   parentheses between them, which SOQL refuses; returns the error to throw.
 */
export function tree(clause: WhereClause | HavingClause, mixed: (operator: 'AND' | 'OR', index: number) => Error): Condition {
  const parts = flatten(clause);
  let at = 0;
  let operators = 0;

  const chain = (): Condition => {
    const members = [member()];
    let joined: 'AND' | 'OR' | undefined;
    for (let sign = parts[at]; sign === 'AND' || sign === 'OR'; sign = parts[at]) {
      if (joined !== undefined && joined !== sign) throw mixed(sign, operators);
      joined = sign;
      operators += 1;
      at += 1;
      members.push(member());
    }
    const [only] = members;
    return only !== undefined && members.length === 1 ? only : { kind: joined === 'OR' ? 'or' : 'and', parts: members };
  };

  const member = (): Condition => {
    const part = parts[at++];
    if (part === 'NOT') return { kind: 'not', part: member() };
    if (part === '(') {
      const inner = chain();
      at += 1;
      return inner;
    }
    if (part === undefined || typeof part === 'string') throw new Error(`Unbalanced condition at part ${at}`);
    return { kind: 'leaf', leaf: part };
  };

  return chain();
}
