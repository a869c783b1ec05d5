import { randomUUID } from 'node:crypto';
import type { AssumptionId } from '../../contracts/assumptions.ts';
import type { Answer } from '../wire.ts';
import { balanceOf, type Startable, startableModels } from './cheapest.ts';
import { type Course, follow } from './follow.ts';
import { aboutCourse, aboutCreation, aboutReplay } from './generation-findings.ts';
import { type Finding, fact, type Kit, type Probe, unsettled } from './probe.ts';
import { fieldOf, shown } from './shown.ts';

const PATH = '/api/v1/generations';
const PROMPT = 'A paper boat on a quiet lake';

const SETTLES = [
  'http.createStatus',
  'generation.id',
  'generation.clientRequestId',
  'generation.runningStatus',
  'price.fixed',
  'credits.balance',
  'credits.failure',
  'result.urls',
  'idempotency.replay',
  'idempotency.sameRequest',
] as const satisfies readonly AssumptionId[];

/** Everything that was seen of one generation. */
export interface Life {
  readonly model: Startable;
  readonly created: Answer;
  readonly course: Course;
  readonly replay: Answer;
  readonly reordered: Answer;
  readonly balances: Readonly<
    Record<'before' | 'during' | 'after' | 'afterReplay', number | undefined>
  >;
}

/** The cheapest generation: created, followed to its end, and asked for again with the same key. */
export const generationProbe: Probe = {
  id: 'generation',
  title: 'the cheapest generation',
  needs: 'credits',
  operations: ['createGeneration', 'retrieveGeneration'],
  isTier: true,
  settles: SETTLES,
  run: async (kit) => {
    const [model] = await startableModels(kit.wire);
    if (model === undefined)
      return none('No model of the live list can be started with a prompt alone.');
    if (model.credits > kit.budget.left) {
      return none(
        `The cheapest generation costs ${model.credits}: allow as many with --max-credits.`,
      );
    }
    return live(kit, model);
  },
};

function none(why: string): readonly Finding[] {
  return SETTLES.map((id) => unsettled(id, why));
}

async function live({ wire, budget }: Kit, model: Startable): Promise<readonly Finding[]> {
  const headers = { 'Idempotency-Key': `rivya-testkit-${randomUUID()}` };
  const trace = 'rivya-testkit-probe';
  const post = (body: object) =>
    wire.ask({ method: 'POST', path: PATH, body, headers, mayStart: true });
  const before = await balanceOf(wire);
  const body = { model: model.id, prompt: PROMPT, client_request_id: trace };
  const created = await post(body);
  if (created.code === 'insufficient_credits') {
    return none(
      `The account cannot pay for the cheapest generation, which costs ${model.credits}.`,
    );
  }
  const accepted = fact('generation.created', {
    title: 'a generation that keeps the contract is started',
    page: 'generations',
    holds: created.status < 300,
    expected: 'a success',
    seen:
      created.status < 300
        ? `${created.status} ${String(fieldOf(created.json, 'status'))}`
        : shown(created),
  });
  if (created.status >= 300) return [accepted, ...none('The generation was not started.')];
  const charge = chargeOf(created, 'reserved_credits') ?? model.credits;
  budget.spend(charge);
  const during = await balanceOf(wire);
  const course = await follow(wire, created);
  const final = course.isTerminal ? chargeOf(course.last, 'final_credits') : undefined;
  budget.spend((final ?? charge) - charge);
  const after = await balanceOf(wire);
  const replay = await post(body);
  const afterReplay = await balanceOf(wire);
  const reordered = await post(Object.fromEntries(Object.entries(body).reverse()));
  for (const answer of [replay, reordered]) chargeForAnother(budget, created, answer, model);
  const balances = { before, during, after, afterReplay };
  const life: Life = { model, created, course, replay, reordered, balances };
  return [accepted, ...aboutCreation(life), ...aboutCourse(life), ...aboutReplay(life)];
}

/** A replay that was none has started another generation. */
function chargeForAnother(
  budget: Kit['budget'],
  created: Answer,
  answer: Answer,
  model: Startable,
): void {
  const isAnother = fieldOf(answer.json, 'id') !== fieldOf(created.json, 'id');
  if (answer.status < 300 && isAnother)
    budget.spend(chargeOf(answer, 'reserved_credits') ?? model.credits);
}

function chargeOf({ json }: Answer, field: string): number | undefined {
  const credits = fieldOf(json, field);
  return typeof credits === 'number' ? credits : undefined;
}
