import type { Client } from '../../src/client/index.ts';
import { IMAGE, TURN } from './examples.ts';

/** A sound of eight samples, 8 bits each, all of whose bytes are ASCII: some proxies pass only text on. */
const WAV = new TextEncoder().encode(
  'RIFF,\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0@\x1f\0\0@\x1f\0\0\x01\0\x08\0data\x08\0\0\0@@@@@@@@',
);

/** Calls each operation of the API at least once, in the order of a story; nothing is refused. */
export async function wholeJourney(rivya: Client): Promise<void> {
  await rivya.openApi.retrieve();
  await rivya.models.list();
  await rivya.credits.retrieve();
  const { id } = await rivya.webhooks.create({ name: 'Mine', url: 'https://example.com/hook' });

  const upload = await rivya.files.upload({ file: WAV, kind: 'audio', name: 'hum.wav' });
  await rivya.files.retrieve(upload.id);
  const { id: taskId } = await rivya.generations.create(
    IMAGE as { model: 'z-image'; prompt: string },
  );
  const done = await rivya.generations.wait(taskId);
  await rivya.generations.download(done);

  const turn = await rivya.chat.completions.create(TURN);
  const next = { ...TURN, session_id: turn.session_id };
  for await (const _ of rivya.chat.completions.stream(next));
  await rivya.chat.sessions.list();
  await rivya.chat.sessions.retrieve(turn.session_id);

  await rivya.webhooks.update(id, { name: 'Renamed' });
  await rivya.webhooks.retrieve(id);
  await rivya.webhooks.rotateSecret(id);
  await rivya.webhooks.test(id);
  await rivya.webhooks.deliveries(id);
  await rivya.webhookEvents.list();
  await rivya.webhooks.list();
  await rivya.webhooks.delete(id);
}
