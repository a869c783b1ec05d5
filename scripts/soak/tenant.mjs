import { checkWorld } from './check.mjs';

const IMAGE = { model: 'z-image', prompt: 'A paper boat on a quiet lake' };
const VIDEO = { model: 'kling-3-0', prompt: 'A product reveal' };
const CREDITS = 1_000_000;

/** What a tenant does in its world, each as often as its weight. */
const DEEDS = [
  [8, (tenant) => tenant.create(IMAGE)],
  [4, (tenant) => tenant.create(VIDEO)],
  [2, (tenant) => tenant.retry()],
  [12, (tenant) => tenant.poll()],
  [3, (tenant) => tenant.ask('POST', '/__rivya/clock/advance', { ms: tenant.dice.below(60_000) })],
  [1, (tenant) => tenant.plan()],
  [2, (tenant) => tenant.fault()],
  [1, (tenant) => tenant.chat()],
  [1, (tenant) => tenant.upload()],
  [1, (tenant) => tenant.webhook()],
  [1, (tenant) => tenant.leave()],
  [1, (tenant) => checkWorld(tenant)],
];
const WEIGHED = DEEDS.flatMap(([weight, deed]) => Array.from({ length: weight }, () => deed));

/** Statuses that a call may meet under the faults that are planned here; never a 500. */
const FORESEEN = new Set([200, 201, 400, 402, 403, 404, 409, 413, 429, 503]);

/** One user of the fake with a world of its own, who remembers what the fake has promised. */
export class Tenant {
  name;
  dice;
  /** Generations that the fake has said it has begun, with the moment when it said so. */
  acknowledged = [];
  #url = '';
  #requests = 0;
  #orders = 0;
  #last;
  /** The newest of each world are looked at again; a world with all of them would grow without bound. */
  #mostRemembered = 200;

  constructor(name, dice) {
    this.name = name;
    this.dice = dice;
  }

  takeRequests() {
    const requests = this.#requests;
    this.#requests = 0;
    return requests;
  }

  /** Comes back to the world, and finds everything that was promised. */
  async meet(url) {
    this.#url = url;
    if (this.dice.below(12) === 0) {
      await this.ask('POST', '/__rivya/reset', {});
      this.acknowledged = [];
    }
    await this.ask('PUT', '/__rivya/credits', { balance: CREDITS });
    await this.ask('DELETE', '/__rivya/faults');
    for (const { id } of this.acknowledged) {
      const { status } = await this.#call('GET', `/api/v1/generations/${id}`);
      if (status !== 200)
        throw new Error(`${this.name}: ${id} was promised, and is answered ${status}`);
    }
  }

  forgetSince(ms) {
    this.acknowledged = this.acknowledged.filter(({ atMs }) => atMs < ms);
  }

  async liveUntil(ms) {
    while (Date.now() < ms) await this.dice.pick(WEIGHED)(this);
  }

  async create(body) {
    this.#last = { body, key: `order-${this.#orders++}` };
    await this.#send(this.#last);
  }

  /** Sends the last order again, with the same key. */
  async retry() {
    if (this.#last !== undefined) await this.#send(this.#last);
  }

  async poll() {
    if (this.acknowledged.length === 0) return;
    const { id } = this.dice.pick(this.acknowledged);
    await this.#call('GET', `/api/v1/generations/${id}`);
  }

  async plan() {
    const outcome = this.dice.pick(['succeeded', 'failed']);
    await this.ask('POST', '/__rivya/generations/plan', { outcome, times: 3 });
  }

  async fault() {
    const fault = this.dice.pick([
      { kind: 'error', code: 'rate_limited' },
      { kind: 'reply', status: 503, body: '<h1>503</h1>' },
      { kind: 'reset-before' },
      { kind: 'reset-during' },
      { kind: 'reply-lost' },
      { kind: 'truncated-json' },
    ]);
    const operations = [this.dice.pick(['createGeneration', 'retrieveGeneration'])];
    await this.ask('POST', '/__rivya/faults', { ...fault, operations, probability: 0.5, times: 2 });
  }

  async chat() {
    const message = 'Write a haiku about paper boats';
    await this.#call('POST', '/api/v1/chat/completions', { model: 'gpt-5-2-chat', message });
  }

  async upload() {
    const form = new FormData();
    form.append('kind', 'image');
    form.append('file', new Blob([PNG], { type: 'image/png' }), 'boat.png');
    await this.#call('POST', '/api/v1/files', form);
  }

  async webhook() {
    const url = 'https://example.com/rivya/webhook';
    const { json } = await this.#call('POST', '/api/v1/webhooks', { name: 'soak', url });
    if (json?.id !== undefined) await this.#call('DELETE', `/api/v1/webhooks/${json.id}`);
  }

  /** Goes away before the answer is there. */
  async leave() {
    const signal = AbortSignal.timeout(1 + this.dice.below(4));
    await this.#call('POST', '/api/v1/generations', IMAGE, { signal });
  }

  /** Asks what must not fail. */
  async ask(method, path, body) {
    const { status, json, text } = await this.#call(method, path, body);
    if (status === 200 || status === 201 || status === 204) return json;
    throw new Error(`${this.name}: ${method} ${path} was answered ${status}: ${text}`);
  }

  async #send({ body, key }) {
    const { status, json } = await this.#call('POST', '/api/v1/generations', body, {
      headers: { 'Idempotency-Key': key },
    });
    if (status !== 200 || json?.id === undefined) return;
    if (this.acknowledged.some(({ id }) => id === json.id)) return;
    this.acknowledged.push({ id: json.id, atMs: Date.now() });
    if (this.acknowledged.length > this.#mostRemembered) this.acknowledged.shift();
  }

  async #call(method, path, body, { signal, headers = {} } = {}) {
    this.#requests++;
    const isForm = body instanceof FormData;
    const isJson = body !== undefined && !isForm;
    try {
      const response = await fetch(this.#url + path, {
        method,
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
        headers: {
          Authorization: `Bearer rvya_sk_test_${this.name}`,
          ...(isJson ? { 'Content-Type': 'application/json' } : {}),
          ...headers,
        },
      });
      const { status } = response;
      const text = await response.text();
      if (!FORESEEN.has(status)) {
        throw new Unforeseen(`${this.name}: ${method} ${path} was answered ${status}: ${text}`);
      }
      return { status, text, json: parsed(text) };
    } catch (error) {
      // Connections are cut by the faults, and by this tenant itself.
      if (error instanceof Unforeseen) throw error;
      return { status: 0, text: String(error.cause ?? error), json: undefined };
    }
  }
}

class Unforeseen extends Error {}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
