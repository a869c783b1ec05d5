import { Agent, request } from 'node:http';

const AT_ONCE = 32;

/** Creates generations over the socket, each with an Idempotency-Key, as real clients do. */
export class Creator {
  #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  #begun = 0;
  #target;

  constructor({ url, apiKey }) {
    this.#target = { url: `${url}/api/v1/generations`, apiKey };
  }

  async create(count) {
    for (let left = count; left > 0; left -= AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, left) }, () => this.#createOne()));
    }
  }

  close() {
    this.#agent.destroy();
  }

  #createOne() {
    const number = this.#begun++;
    return new Promise((resolve, reject) => {
      const req = request(this.#target.url, {
        agent: this.#agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#target.apiKey}`,
          'content-type': 'application/json',
          'idempotency-key': `order-${number}`,
        },
      });
      req.on('response', (res) => {
        res.resume().on('end', () => (res.statusCode === 200 ? resolve() : reject(res.statusCode)));
      });
      req.on('error', reject);
      req.end(JSON.stringify({ model: 'kling-3-0', prompt: `Paper boat number ${number}` }));
    });
  }
}
