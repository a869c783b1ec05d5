import type { Spend } from './domain/spend.ts';
import { presentSpend } from './presenters-evidence.ts';

/** What was spent as the text of a file: as the control plane tells it, or for a person. */
export function renderSpend(spend: Spend, form: 'json' | 'text'): string {
  if (form === 'text') return `${spend.text}\n`;
  return `${JSON.stringify(presentSpend(spend), null, 2)}\n`;
}
