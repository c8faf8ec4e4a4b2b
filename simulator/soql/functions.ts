import type { FieldFunctionExpression, FunctionExp } from '@jetstreamapp/soql-parser-js';
import type { FieldSchema, Row, Scalar } from '../types';
import { applyDateFunction, isDateFunction, takesDates } from './dateFunctions';
import { type Clause, type Expression, fault, resolve, type Scope } from './scope';
import type { Operand } from './where';

/** A call as the parser gives it, in SELECT or elsewhere. */
export type Call = FunctionExp | FieldFunctionExpression;

/** A function of one row's fields in WHERE, GROUP BY or ORDER BY. */
export function functionOperand(scope: Scope, call: Call, clause: Clause): Operand<Row> {
  const name = call.functionName ?? '';
  if (isDateFunction(name)) return dateOperand(scope, call, clause);
  switch (name.toUpperCase()) {
    case 'DISTANCE':
      return distanceOperand(scope, call, clause);
    case 'TOLABEL':
      return labelOperand(scope, call, clause);
    default:
      throw unexpected(scope, name, clause);
  }
}

export function unexpected(scope: Scope, token: string, clause: Clause): Error {
  return fault(scope, 'MALFORMED_QUERY', token, clause, `unexpected token: '${token}'`);
}

/** The name of the field that is the call's only argument. */
export function argumentOf(scope: Scope, call: Call, clause: Clause): string {
  const [argument] = call.parameters ?? [];
  if (typeof argument !== 'string') throw unexpected(scope, argument?.functionName ?? ')', clause);
  return argument;
}

function derived(
  call: Call,
  field: FieldSchema,
  type: FieldSchema['type'],
): Pick<Operand<Row>, 'path' | 'field' | 'own'> {
  return { path: call.functionName ?? '', field: { ...field, name: call.rawValue ?? field.name, type }, own: false };
}

function dateOperand(scope: Scope, call: Call, clause: Clause): Operand<Row> {
  const name = call.functionName ?? '';
  const [argument] = call.parameters ?? [];
  const inner =
    typeof argument === 'object' && argument.functionName?.toUpperCase() === 'CONVERTTIMEZONE' ? argument : undefined;
  const { field, read } = resolve(scope, argumentOf(scope, inner ?? call, clause), clause);
  if (field.type !== 'datetime' && !(field.type === 'date' && takesDates(name) && inner === undefined)) {
    throw fault(
      scope,
      'INVALID_FIELD',
      name,
      clause,
      `function ${name} can not be applied to field '${field.name}' of type ${field.type}`,
    );
  }
  const zone = inner === undefined ? 'utc' : scope.context.timeZone;
  const isDay = name.toUpperCase() === 'DAY_ONLY';
  return {
    ...derived(call, field, isDay ? 'date' : 'int'),
    kind: isDay ? 'date' : 'number',
    read: (row) => applyDateFunction(name, read(row), zone),
  };
}

/** The label of a picklist's value, as toLabel() gives it. */
export function labelOf({ field }: Expression, value: Scalar): Scalar {
  return field.picklistValues.find((one) => one.value === value)?.label ?? value;
}

function labelOperand(scope: Scope, call: Call, clause: Clause): Operand<Row> {
  const expression = resolve(scope, argumentOf(scope, call, clause), clause);
  return {
    ...derived(call, expression.field, 'string'),
    kind: 'text',
    read: (row) => labelOf(expression, expression.read(row)),
  };
}

interface Place {
  latitude: number;
  longitude: number;
}

const EARTH_RADIUS = new Map([
  ['mi', 3_958.8],
  ['km', 6_371],
]);

/** Great-circle distance between a location field and a fixed place, or between two fields, in miles or kilometres. */
function distanceOperand(scope: Scope, call: Call, clause: Clause): Operand<Row> {
  const [from = '', to = '', unit = ''] = call.parameters ?? [];
  const radius = EARTH_RADIUS.get(String(unit).replaceAll("'", '').toLowerCase());
  if (radius === undefined)
    throw fault(scope, 'MALFORMED_QUERY', 'DISTANCE', clause, "Invalid unit for DISTANCE: use 'mi' or 'km'");
  const [start, end] = [placeReader(scope, from, clause), placeReader(scope, to, clause)];
  const { field } = resolve(
    scope,
    typeof from === 'string' ? from : argumentOf(scope, { parameters: [to] }, clause),
    clause,
  );
  const read = (row: Row): Scalar => {
    const [a, b] = [start(row), end(row)];
    return a && b ? distance(a, b) * radius : null;
  };
  return { ...derived(call, field, 'double'), kind: 'number', read };
}

function placeReader(scope: Scope, argument: string | Call, clause: Clause): (row: Row) => Place | undefined {
  if (typeof argument !== 'string') {
    const [latitude = NaN, longitude = NaN] = (argument.parameters ?? []).map(Number);
    return () => ({ latitude, longitude });
  }
  const { value } = resolve(scope, argument, clause);
  return (row) => placeOf(value(row));
}

function placeOf(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null || !('latitude' in value) || !('longitude' in value))
    return undefined;
  const { latitude, longitude } = value;
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined;
}

/** The angle between two places seen from the center of the earth, by the haversine formula. */
function distance(a: Place, b: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const haversine = (angle: number): number => Math.sin(angle / 2) ** 2;
  const [from, to] = [radians(a.latitude), radians(b.latitude)];
  const h = haversine(to - from) + Math.cos(from) * Math.cos(to) * haversine(radians(b.longitude - a.longitude));
  return 2 * Math.asin(Math.min(1, Math.sqrt(h)));
}
