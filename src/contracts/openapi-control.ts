import { CONTROL } from './control.ts';
import { type DocumentInfo, toOpenApi } from './openapi-document.ts';
import { OWN } from './source.ts';

/** The document of the fake's control plane, apart from the imitated API. */
export function controlDocument(): object {
  return toOpenApi(CONTROL, INFO);
}

const INFO: DocumentInfo = {
  info: {
    title: 'rivya-testkit control plane',
    version: 'v1',
    description: 'How a test steers the fake: time, credits, keys and planned outcomes.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: 'http://127.0.0.1:4010', description: 'A fake on its default port.' }],
  tags: [
    { name: 'Fake', description: 'The server as a whole.' },
    { name: 'World', description: 'Everything that one test remembers; the key names it.' },
    { name: 'Clock', description: 'The time of one world.' },
    { name: 'Credits', description: 'Balance and ledger of the account of the key.' },
    { name: 'Keys', description: 'Keys of any scope, state and account.' },
    { name: 'Generations', description: 'How generations shall go.' },
    { name: 'Faults', description: 'What shall go wrong with calls.' },
    {
      name: 'Chat',
      description: 'How chat turns shall answer, and what happens to their streams.',
    },
    { name: 'Webhooks', description: 'What was delivered, and what shall go wrong with it.' },
    { name: 'Evidence', description: 'What was asked and answered, and what came of it.' },
  ],
  apiKey: {
    bearerFormat: 'rvya_sk_test_<world>',
    description: 'The same key as for the imitated API; it names the world.',
    ...OWN,
  },
};
