import type { Answer } from '../wire.ts';

/** An answer in a few words: `401 api_key_missing`. */
export function shown({ status, code }: Answer): string {
  return code === undefined ? `${status} without an error code` : `${status} ${code}`;
}

/** Whether an answer is a refusal with this status and code. */
export function isRefusal(answer: Answer, status: number, code: string): boolean {
  return answer.status === status && answer.code === code;
}

/** The field of a JSON object, `undefined` where there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return Object(value)[name];
}
