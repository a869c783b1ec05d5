import { GenerationStatus } from '../../contracts/generations.ts';
import type { Answer, Wire } from '../wire.ts';
import { fieldOf } from './shown.ts';

/** The pace of the documentation: a first look after 2 to 3 s, then every 5 to 10 s. */
const FIRST_MS = 2_500;
const NEXT_MS = 5_000;
const MOST_LOOKS = 180;

/** A generation from its creation to its end, as it was seen. */
export interface Course {
  /** The statuses that were seen, each once. */
  readonly statuses: readonly string[];
  readonly last: Answer;
  readonly isTerminal: boolean;
}

/** Looks at a generation at the documented pace until it has ended, or for a quarter of an hour. */
export async function follow(wire: Wire, created: Answer): Promise<Course> {
  const statuses = new Set<string>();
  let last = created;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const status = String(fieldOf(last.json, 'status'));
    statuses.add(status);
    if (isTerminal(status) || last.status >= 400) break;
    await wire.sleep(looks === 0 ? FIRST_MS : NEXT_MS);
    const id = encodeURIComponent(String(fieldOf(created.json, 'id')));
    last = await wire.ask({ path: `/api/v1/generations/${id}` });
  }
  return { statuses: [...statuses], last, isTerminal: isTerminal([...statuses].at(-1) ?? '') };
}

function isTerminal(status: string): boolean {
  return status === GenerationStatus.enum.succeeded || status === GenerationStatus.enum.failed;
}
