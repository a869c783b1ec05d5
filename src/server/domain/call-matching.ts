import { reaches } from '../../contracts/call-faults.ts';
import { show } from '../../contracts/explain.ts';
import type { PlanFault } from '../../contracts/plan-fault.ts';
import type { CallSubject } from './call-faults.ts';

/** Why a call is not one of those that are meant, by condition; empty where it is. */
export function mismatches(plan: PlanFault, call: CallSubject): string[] {
  const { operations, model, account } = plan;
  const reasons = [
    isOfOperation(plan, call)
      ? undefined
      : `operations ${show(operations)}, the call is ${show(call.target)}`,
    call.isPublic && operations === undefined
      ? `operations is wanted for ${show(call.target)}, as it needs no key`
      : undefined,
    reaches(plan.kind, call.target)
      ? undefined
      : `${show(plan.kind)} cannot strike ${show(call.target)}`,
    unlike('model', model, memberOf(call.body, 'model')),
    unlike('account', account, call.account),
    unlike('id', plan.id, call.id),
    headerMismatch(plan.header, call),
    fieldMismatch(plan.field, call),
  ];
  return reasons.filter((reason) => reason !== undefined);
}

/** Whether a plan names the operation of a call, or none. */
export function isOfOperation({ operations }: PlanFault, { target }: CallSubject): boolean {
  return operations === undefined || operations.includes(target);
}

/** Why a part is not what is wanted; `undefined` where it is, or nothing is wanted. */
export function unlike(
  name: string,
  wanted: unknown,
  found: unknown,
  what = 'the call',
): string | undefined {
  if (wanted === undefined || isEqual(wanted, found)) return undefined;
  return `${name} ${show(wanted)}, ${what} has ${found === undefined ? 'none' : show(found)}`;
}

/** Why a text does not have another inside; `undefined` where it does, or nothing is wanted. */
export function lacking(name: string, wanted: string | undefined, found = ''): string | undefined {
  if (wanted === undefined || found.includes(wanted)) return undefined;
  return `${name} with ${show(wanted)} inside, the call has ${show(found)}`;
}

function headerMismatch(wanted: PlanFault['header'], { headers }: CallSubject) {
  if (wanted === undefined) return undefined;
  const name = wanted.name.toLowerCase();
  const found = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return predicateMismatch(`header ${name}`, wanted, found?.toString());
}

function fieldMismatch(wanted: PlanFault['field'], { body }: CallSubject) {
  if (wanted === undefined) return undefined;
  const found = wanted.path.split('.').reduce(memberOf, body);
  return predicateMismatch(wanted.path, wanted, found);
}

function predicateMismatch(
  name: string,
  { equals, contains }: { equals?: unknown; contains?: string | undefined },
  found: unknown,
): string | undefined {
  if (found === undefined) return `${name} is wanted, the call has none`;
  if (equals !== undefined && !isEqual(equals, found)) return unlike(name, equals, found);
  if (typeof found === 'string') return lacking(name, contains, found);
  return contains && `${name} with ${show(contains)} inside, the call has ${show(found)}`;
}

function memberOf(holder: unknown, name: string): unknown {
  const isHolder = typeof holder === 'object' && holder !== null;
  return isHolder && Object.hasOwn(holder, name)
    ? (holder as Record<string, unknown>)[name]
    : undefined;
}

function isEqual(wanted: unknown, found: unknown): boolean {
  if (wanted === found) return true;
  if (typeof wanted !== 'object' || typeof found !== 'object' || !wanted || !found) return false;
  const names = Object.keys(wanted);
  return (
    Array.isArray(wanted) === Array.isArray(found) &&
    names.length === Object.keys(found).length &&
    names.every((name) => isEqual(memberOf(wanted, name), memberOf(found, name)))
  );
}
