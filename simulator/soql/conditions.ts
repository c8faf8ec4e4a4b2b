import type {
  HavingClause,
  ValueCondition,
  ValueFunctionCondition,
  ValueQueryCondition,
  ValueWithDateLiteralCondition,
  ValueWithDateNLiteralCondition,
  WhereClause,
} from '@jetstreamapp/soql-parser-js';
import type { Source, Token } from './source';

/** One comparison of WHERE or HAVING. */
export type Leaf =
  | ValueCondition
  | ValueFunctionCondition
  | ValueQueryCondition
  | ValueWithDateLiteralCondition
  | ValueWithDateNLiteralCondition;

export type Condition =
  { kind: 'and' | 'or'; parts: Condition[] } | { kind: 'not'; part: Condition } | { kind: 'leaf'; leaf: Leaf };

/** A word or parenthesis that joins comparisons. */
interface Sign {
  sign: '(' | ')' | 'AND' | 'OR' | 'NOT';
  token: Token;
}

const END = new Set(['WITH', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'FOR', 'UPDATE']);

/** The comparisons of a clause, in the order of the text. */
export function leavesOf(clause: WhereClause | HavingClause | undefined): Leaf[] {
  const leaves: Leaf[] = [];
  for (let link = clause; link !== undefined; link = 'right' in link ? link.right : undefined) {
    if (link.left !== null && 'operator' in link.left) leaves.push(link.left);
  }
  return leaves;
}

/**
 * The conditions of a clause as a tree. What joins the comparisons is read off the text: the parser counts
 * parentheses, and loses some of several NOTs within each other.
 * @throws ApiError 400 MALFORMED_QUERY where AND and OR stand side by side without parentheses between them
 */
export function tree(
  clause: WhereClause | HavingClause,
  keyword: 'WHERE' | 'HAVING',
  source: Source,
  scope: number,
): Condition {
  const parts = join(leavesOf(clause), source.within(scope, keyword));
  let at = 0;

  const chain = (): Condition => {
    const members = [member()];
    let joined: 'AND' | 'OR' | undefined;
    for (
      let part = parts[at];
      part !== undefined && 'sign' in part && (part.sign === 'AND' || part.sign === 'OR');
      part = parts[at]
    ) {
      if (joined !== undefined && joined !== part.sign) {
        throw source.error('MALFORMED_QUERY', part.token.start, `unexpected token: '${part.token.text}'`);
      }
      joined = part.sign;
      at += 1;
      members.push(member());
    }
    const [only] = members;
    return only !== undefined && members.length === 1 ? only : { kind: joined === 'OR' ? 'or' : 'and', parts: members };
  };

  const member = (): Condition => {
    const part = parts[at++];
    if (part === undefined) throw new Error(`The ${keyword} clause has fewer comparisons than its text`);
    if (!('sign' in part)) return { kind: 'leaf', leaf: part };
    if (part.sign === 'NOT') return { kind: 'not', part: member() };
    const inner = chain();
    at += 1;
    return inner;
  };

  return chain();
}

/** Comparisons and what joins them, in the order of the text. Parentheses of lists and calls belong to a comparison. */
function join(leaves: readonly Leaf[], tokens: readonly Token[]): (Sign | Leaf)[] {
  const parts: (Sign | Leaf)[] = [];
  const rest = leaves.values();
  let expected = true;
  let nested = 0;
  for (const token of tokens) {
    const text = token.text.toUpperCase();
    if (expected && (text === '(' || text === 'NOT')) parts.push({ sign: text, token });
    else if (expected) {
      const next = rest.next();
      if (next.done !== true) parts.push(next.value);
      expected = false;
    } else if (text === '(') nested += 1;
    else if (text === ')' && nested > 0) nested -= 1;
    else if (text === ')') parts.push({ sign: text, token });
    else if (nested === 0 && (text === 'AND' || text === 'OR')) {
      parts.push({ sign: text, token });
      expected = true;
    } else if (nested === 0 && END.has(text)) break;
  }
  return parts;
}
