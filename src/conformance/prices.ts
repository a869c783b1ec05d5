import { type Driver, get } from './driver.ts';

/** A model that the live list offers, with what one use reserves. */
export interface Offer {
  readonly id: string;
  readonly credits: number;
}

/** The cheapest models of the live list; `undefined` where it has none that fits. */
export interface Prices {
  /** Makes an image or more from a prompt alone. */
  readonly media: Offer | undefined;
  /** Takes an image as reference. */
  readonly referenced: Offer | undefined;
  readonly chat: Offer | undefined;
}

/** Reads the live model list and picks the cheapest model for each purpose. */
export async function readPrices(driver: Driver): Promise<Prices> {
  const { json } = await driver.ask('GET', '/api/v1/models', { key: null });
  const data = get(json, 'data');
  const models = Array.isArray(data) ? data : [];
  const isMedia = (model: unknown) =>
    get(model, 'category') !== 'chat' && get(model, 'billing_type') === 'FIXED';
  return {
    media: cheapest(
      models,
      (model) => isMedia(model) && lists(model, 'supported_api_inputs', 'text'),
    ),
    referenced: cheapest(models, (model) => isMedia(model) && lists(model, 'file_kinds', 'image')),
    chat: cheapest(models, (model) => get(model, 'category') === 'chat'),
  };
}

function cheapest(
  models: readonly unknown[],
  fits: (model: unknown) => boolean,
): Offer | undefined {
  return models
    .filter(
      (model) => get(model, 'api_status') === 'available' && fits(model) && !needsParams(model),
    )
    .flatMap((model) => {
      const [id, credits] = [get(model, 'id'), get(model, 'base_credits')];
      const isOffer = typeof id === 'string' && Number.isInteger(credits) && Number(credits) >= 0;
      return isOffer ? [{ id, credits: Number(credits) }] : [];
    })
    .sort((a, b) => a.credits - b.credits)[0];
}

function lists(model: unknown, field: string, word: string): boolean {
  const list = get(model, field);
  return Array.isArray(list) && list.includes(word);
}

function needsParams(model: unknown): boolean {
  const params = get(model, 'params');
  return Array.isArray(params) && params.some((param) => get(param, 'required') === true);
}
