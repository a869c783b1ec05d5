import { redactText } from '../recording/redact.ts';
import type { GenerationRecord } from '../server/domain/generation-record.ts';
import type { LedgerEntry } from '../server/domain/ledger.ts';
import type { DeliveryRecord } from '../server/domain/webhook-records.ts';
import type { World } from '../server/domain/world.ts';
import type { Exchange } from '../server/http/exchange.ts';

/** One exchange in a line: status, request, world, error code, and what it did to the credits. */
export function describeExchange(exchange: Exchange): string {
  const { status, method, path, world, errorCode, replayed, credits } = exchange;
  return [
    `${status} ${method} ${printable(path)}`,
    ...(world === undefined ? [] : [`[${world}]`]),
    ...(errorCode === undefined ? [] : [errorCode]),
    ...(replayed ? ['replayed'] : []),
    ...credits.map(describeMove),
  ].join(' ');
}

/** The end of a generation in a line, and what it cost. */
export function describeEnd(generation: GenerationRecord, world: World): string {
  const { id, status, reservedCredits, finalCredits } = generation;
  const released = reservedCredits - finalCredits;
  return [
    `--- ${id} ${status} [${world.name}]`,
    ...(finalCredits > 0 ? [`settled ${finalCredits}`] : []),
    ...(released > 0 ? [`released ${released}`] : []),
    `available ${generation.account.ledger.available}`,
  ].join(' ');
}

/** An attempt to deliver a webhook in a line, with what came of it. */
export function describeAttempt({ id, event, attempts }: DeliveryRecord, world: World): string {
  const { status, error, url, sentTo, fault } = attempts.at(-1) ?? {};
  const where = sentTo === undefined ? 'collected' : `sent to ${printable(redactText(sentTo))}`;
  return [
    `>>> ${status ?? 'no answer'} POST ${printable(redactText(url ?? ''))}`,
    `[${world.name}] ${event.type} ${id} attempt ${attempts.length}`,
    ...(error === undefined || sentTo !== undefined ? [where] : []),
    ...(fault === undefined ? [] : [`fault ${fault}`]),
    ...(error === undefined ? [] : [printable(error)]),
  ].join(' ');
}

const PAST: Record<LedgerEntry['kind'], string> = {
  grant: 'granted',
  reserve: 'reserved',
  settle: 'settled',
  release: 'released',
};

function describeMove({ kind, amount, reference }: LedgerEntry): string {
  return `${PAST[kind]} ${amount}${reference === null ? '' : ` for ${reference}`}`;
}

/** Text without control characters, which could move the cursor of a terminal. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
