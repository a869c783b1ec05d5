import type { PlanFault } from '../../contracts/plan-fault.ts';
import type { WholeReply } from './planned-reply.ts';
import { dateHeader } from './real-time.ts';

/** A plan that changes what a reply says. */
export type RuiningFault = Extract<
  PlanFault,
  {
    kind:
      | 'empty-body'
      | 'wrong-content-type'
      | 'truncated-json'
      | 'malformed-json'
      | 'extra-fields'
      | 'other-status'
      | 'clock-skew';
  }
>;

/** A reply as a fault leaves it; its length is always told truly. */
export function ruined(reply: WholeReply, plan: RuiningFault): WholeReply {
  switch (plan.kind) {
    case 'empty-body':
      return withBody(reply, Buffer.alloc(0));
    case 'wrong-content-type':
      return { ...reply, headers: { ...reply.headers, 'Content-Type': 'text/html' } };
    case 'truncated-json':
      return withBody(reply, reply.bytes.subarray(0, Math.floor(reply.bytes.length / 2)));
    case 'malformed-json':
      return withBody(reply, Buffer.from(`${reply.bytes.toString().slice(0, -1)},,`));
    case 'extra-fields':
      return withJson(reply, (value) => withFields(value, plan.fields));
    case 'other-status':
      return withJson(reply, (value) => withStatus(value, plan.value));
    case 'clock-skew': {
      const skewed = withJson(reply, (value) => withSkew(value, plan.skew_ms));
      return { ...skewed, headers: { ...skewed.headers, Date: dateHeader(plan.skew_ms) } };
    }
  }
}

function withBody(reply: WholeReply, bytes: Buffer): WholeReply {
  return { ...reply, bytes, headers: { ...reply.headers, 'Content-Length': bytes.length } };
}

function withJson(reply: WholeReply, change: (value: unknown) => unknown): WholeReply {
  return withBody(reply, Buffer.from(JSON.stringify(change(JSON.parse(reply.bytes.toString())))));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Record<string, unknown>): value is { data: unknown[] } {
  return value['object'] === 'list' && Array.isArray(value['data']);
}

/** Fields are added to the object, and to each item of a list. */
function withFields(value: unknown, fields: Readonly<Record<string, unknown>>): unknown {
  if (!isObject(value)) return value;
  const items = isList(value) ? { data: value.data.map((item) => withFields(item, fields)) } : {};
  return { ...value, ...items, ...fields };
}

function withStatus(value: unknown, status: string): unknown {
  if (!isObject(value)) return value;
  if (isList(value)) return { ...value, data: value.data.map((item) => withStatus(item, status)) };
  return Object.hasOwn(value, 'status') ? { ...value, status } : value;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function withSkew(value: unknown, skewMs: number): unknown {
  if (typeof value === 'string' && TIME.test(value)) {
    const skewed = new Date(Date.parse(value) + skewMs);
    return skewed.toISOString();
  }
  if (Array.isArray(value)) return value.map((item) => withSkew(item, skewMs));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withSkew(member, skewMs)]),
  );
}
