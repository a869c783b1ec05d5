import { findModel } from '../../contracts/models/index.ts';
import type { Wire } from '../wire.ts';
import { fieldOf } from './shown.ts';

/** A model that can be started with a prompt alone, and its price. */
export interface Startable {
  readonly id: string;
  readonly credits: number;
  readonly billing: string;
}

/** The models of the live list that the contract knows and a prompt alone starts, the cheapest first. */
export async function startableModels(wire: Wire): Promise<readonly Startable[]> {
  const { json } = await wire.ask({ path: '/api/v1/models', key: 'none' });
  const data = fieldOf(json, 'data');
  const models = (Array.isArray(data) ? data : []).filter(isStartable).map((model) => ({
    id: String(model.id),
    credits: Number(model.base_credits),
    billing: String(model.billing_type),
  }));
  return models.sort((a, b) => a.credits - b.credits);
}

function isStartable(model: Record<string, unknown>): boolean {
  const row = findModel(String(fieldOf(model, 'id')));
  if (row === undefined || row.category === 'chat' || row.prompt.maxLength === 0) return false;
  const needsParams = Object.values(row.params).some(({ required }) => required);
  return (
    !needsParams &&
    row.inputs.includes('text') &&
    fieldOf(model, 'api_status') === 'available' &&
    typeof fieldOf(model, 'base_credits') === 'number'
  );
}

/** The balance of the account, `undefined` where it cannot be read. */
export async function balanceOf(wire: Wire): Promise<number | undefined> {
  const { json } = await wire.ask({ path: '/api/v1/credits' });
  const credits = fieldOf(json, 'current_credits');
  return typeof credits === 'number' ? credits : undefined;
}
