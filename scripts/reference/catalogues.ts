import { API, OPERATION_IDS } from '../../src/contracts/api.ts';
import { ASSUMPTIONS, type Assumption } from '../../src/contracts/assumptions.ts';
import { ERRORS, type ErrorRow, TASK_ERRORS } from '../../src/contracts/errors.ts';
import { EVENTS } from '../../src/contracts/events.ts';
import { positionsOf, SWITCH_IDS } from '../../src/contracts/switches.ts';
import { KEY_VARIANTS } from '../../src/server/domain/keys.ts';
import { OPERATIONS } from '../../src/server/operations/index.ts';
import { codes, table } from './markdown.ts';

/** The second keys of a world. */
export function keyVariants(): string {
  const rows = Object.entries(KEY_VARIANTS);
  return table(
    ['key', 'what it is'],
    rows.map(([variant, { meaning }]) => [`\`rvya_sk_test_<world>.${variant}\``, meaning]),
  );
}

/** The switches of the register, with all their positions. */
export function switches(): string {
  return table(
    ['switch', 'question', 'positions, default first'],
    SWITCH_IDS.map((id) => [`\`${id}\``, ASSUMPTIONS[id].question, codes(positionsOf(id))]),
  );
}

/** The whole register of assumptions. */
export function assumptions(): string {
  const rows = Object.entries(ASSUMPTIONS) as [string, Assumption][];
  return table(
    ['id', 'question', 'what the fake does', 'why'],
    rows.map(([id, row]) => [`\`${id}\``, row.question, row.answer, row.why]),
  );
}

const errorRows = Object.entries(ERRORS) as [string, ErrorRow][];

/** Code, status and occasion of every refusal, for a reader in a hurry. */
export function errorsInShort(): string {
  return table(
    ['code', 'status', 'when'],
    errorRows.map(([code, row]) => [`\`${code}\``, String(row.status), row.meaning]),
  );
}

/** Every refusal, with what to do about it and where it is known from. */
export function errors(): string {
  return table(
    ['code', 'status', 'when', 'what to do', 'a retry', 'operations'],
    errorRows.map(([code, row]) => [
      `\`${code}\``,
      `${row.status}${isAssumed(row) ? ' (assumed)' : ''}`,
      row.meaning,
      row.action,
      row.retry === 'retry-later' ? 'may help, later' : 'does not help',
      whoRaises(code),
    ]),
  );
}

function isAssumed({ statusSource, source }: ErrorRow): boolean {
  return statusSource !== undefined || source['x-rivya-source'] === 'assumed';
}

function whoRaises(code: string): string {
  const ids = OPERATION_IDS.filter((id) => API[id].errors.some((each) => each === code));
  if (ids.length === OPERATION_IDS.length) return 'all';
  return ids.length > 6 ? `${ids.length} of ${OPERATION_IDS.length}` : codes(ids);
}

/** The codes in the `error` of a failed generation. */
export function taskErrors(): string {
  return codes(Object.keys(TASK_ERRORS));
}

/** The events that webhooks tell of. */
export function events(): string {
  return table(
    ['type', 'when', 'endpoints can subscribe', 'known from'],
    Object.entries(EVENTS).map(([type, { meaning, subscribable, source }]) => [
      `\`${type}\``,
      meaning,
      subscribable ? 'yes' : 'no',
      source['x-rivya-source'],
    ]),
  );
}

/** How much of the API the fake serves. */
export function served(): string {
  const missing = OPERATION_IDS.filter((id) => !(id in OPERATIONS));
  if (missing.length === 0)
    return `**It serves** all ${OPERATION_IDS.length} operations of the API.`;
  const list = missing.map((id) => `\`${API[id].method.toUpperCase()} ${API[id].path}\``);
  return `**It does not serve yet**, and answers 404 to: ${list.join(', ')}. They are part of the contract and of the OpenAPI document.`;
}
