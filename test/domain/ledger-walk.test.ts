import { expect, test } from 'vitest';
import { ApiError } from '../../src/server/domain/api-error.ts';
import { Ledger } from '../../src/server/domain/ledger.ts';
import { Random } from '../../src/server/domain/random.ts';

/** The simplest thing that could be a ledger: what it holds and what is left, in plain sums. */
class Model {
  available = 500;
  settled = 0;
  refused = 0;
  readonly held = new Map<string, number>();

  get reserved(): number {
    return [...this.held.values()].reduce((sum, amount) => sum + amount, 0);
  }

  reserve(reference: string, amount: number): void {
    if (amount > this.available) {
      this.refused++;
      return;
    }
    this.available -= amount;
    this.held.set(reference, amount);
  }

  end(reference: string, spent: number): void {
    this.available += (this.held.get(reference) ?? 0) - spent;
    this.settled += spent;
    this.held.delete(reference);
  }
}

/** The real ledger, which counts its refusals like the model. */
class Subject {
  readonly ledger = new Ledger(() => 0, 500);
  refused = 0;

  reserve(reference: string, amount: number): void {
    try {
      this.ledger.reserve(reference, amount);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refused++;
    }
  }
}

test.each(['one', 'two', 'three'])(
  '2,000 random moves keep the sums and lose no credit (seed %s)',
  (seed) => {
    const random = new Random(seed);
    const draw = (below: number) => Math.floor(random.float() * below);
    const [model, subject] = [new Model(), new Subject()];

    for (let step = 0; step < 2_000; step++) {
      const [reference, held] = [...model.held][draw(model.held.size)] ?? [];
      const move = draw(8);
      if (move < 4) {
        const amount = draw(120);
        model.reserve(`task_${step}`, amount);
        subject.reserve(`task_${step}`, amount);
      } else if (move === 7) {
        model.available = draw(600);
        subject.ledger.setBalance(model.available);
      } else if (reference !== undefined && held !== undefined) {
        const spent = move === 4 ? 0 : draw(held + 1);
        model.end(reference, spent);
        if (move === 4) subject.ledger.release(reference);
        else subject.ledger.settle(reference, spent);
      }

      expect(sumsOf(subject.ledger)).toEqual(sumsOf(model));
      subject.ledger.assertConserved();
    }

    expect(subject.refused).toBe(model.refused);
    expect(model.refused).toBeGreaterThan(50);
    expect(model.settled).toBeGreaterThan(1_000);
  },
);

function sumsOf({ available, reserved, settled }: Model | Ledger) {
  return { available, reserved, settled };
}
