import type * as z from 'zod';
import { API } from './api.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import { TASK_ERRORS } from './errors.ts';
import type { OpenApiDocument } from './models-list.ts';
import { type DocumentInfo, toOpenApi } from './openapi-document.ts';
import { WEBHOOKS } from './openapi-webhooks.ts';
import { documented } from './source.ts';
import { SWITCH_IDS, type SwitchId } from './switches.ts';

type Published = z.output<typeof OpenApiDocument>;

let made: Published | undefined;

/** The document of the Rivya Public API v1, as `GET /api/v1/openapi.json` serves it. */
export function openApiDocument(): Published {
  made ??= make();
  return made;
}

function make(): Published {
  const document = toOpenApi(API, INFO);
  return { ...document, info: { ...document.info } };
}

const description = `
This document is not published by Rivya. The independent project rivya-testkit wrote it, from the
public documentation on rivya.ai as of 2026-05-11.

Every operation, parameter, header, property and error code says where it is known from.
\`x-rivya-source: documented\` comes with \`x-rivya-page\`, the page that shows it.
\`x-rivya-source: assumed\` comes with \`x-rivya-assumption\`: the documentation leaves it open, and
\`x-rivya-assumptions\` holds the question and the answer that this project chose. Where other answers
are as plausible, \`x-rivya-switches\` lists them, and this document shows the default.

Fields, models and error codes may be added at any time: clients must tolerate unknown ones.
`.trim();

const INFO: DocumentInfo = {
  info: {
    title: 'Rivya Public API',
    version: 'v1',
    description,
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: 'https://rivya.ai', description: 'The real API.' }],
  tags: [
    { name: 'Models', description: 'What can be called, and this document.' },
    { name: 'Generations', description: 'Images, videos and audio, as tasks that are polled.' },
    { name: 'Credits', description: 'The balance of the account.' },
    { name: 'Files', description: 'Uploads that generations and chats refer to.' },
    { name: 'Chat', description: 'Chat turns, whole or as a stream, and their sessions.' },
    { name: 'Webhooks', description: 'Endpoints that are told when a generation ends.' },
  ],
  apiKey: {
    bearerFormat: 'rvya_sk_...',
    description: 'A key made in Settings, for servers only. Sessions and cookies are no keys.',
    ...documented('authentication'),
  },
  webhooks: WEBHOOKS,
  extensions: {
    'x-rivya-switches': Object.fromEntries(SWITCH_IDS.map((id) => [id, switchFacts(id)])),
    'x-rivya-assumptions': Object.fromEntries(
      Object.entries(ASSUMPTIONS).map(([id, { question, answer }]) => [id, { question, answer }]),
    ),
    'x-rivya-task-errors': TASK_ERRORS,
  },
};

function switchFacts(id: SwitchId) {
  const { question, value, alternatives } = ASSUMPTIONS[id];
  return { question, default: value, alternatives };
}
