import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenerationFailedError, referenceItem } from 'rivya-testkit/client';
import { askFake, isFake, rivya } from './rivya.js';

const image = { model: 'z-image', prompt: 'A paper boat on a quiet lake' };

// A red square, 64 pixels wide.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PQQkAAAgAsetfWiP4FgYrsKZeS0BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEDgsqnc8OJg6Ln3AAAAAElFTkSuQmCC',
  'base64',
);

test('an image is made, paid and downloaded (1 credit)', async () => {
  const before = await rivya.credits.retrieve();

  const { id } = await rivya.generations.create(image);
  const done = await rivya.generations.wait(id);
  const [file] = await rivya.generations.download(done);

  const after = await rivya.credits.retrieve();
  assert.equal(done.status, 'succeeded');
  assert.equal(before.current_credits - after.current_credits, done.final_credits);
  assert.match(file.contentType, /^image\//);
  assert.ok(file.bytes.length > 0);
});

test('a repeated creation is paid once (1 credit)', async () => {
  const idempotencyKey = crypto.randomUUID();

  const first = await rivya.generations.create(image, { idempotencyKey });
  const again = await rivya.generations.create(image, { idempotencyKey });

  assert.equal(again.id, first.id);
  await rivya.generations.wait(first.id);
});

test('a picture refers to an upload (5 credits)', async () => {
  const upload = await rivya.files.upload({ file: png, kind: 'image', name: 'red.png' });

  const { id } = await rivya.generations.create({
    model: 'nano-banana-2',
    prompt: 'The same square in blue',
    params: { referenceMediaItems: [referenceItem(upload)] },
  });

  const done = await rivya.generations.wait(id);
  assert.equal(done.result.urls[0], done.result.primary_url);
});

test('a chat remembers what was said (up to 2 credits)', async () => {
  const turn = { model: 'gemini-2-5-flash-chat', message: 'Remember the word boat.' };
  const { session_id } = await rivya.chat.completions.create(turn);
  const message = 'Which word? Answer with it alone.';

  let answer;
  for await (const { event, data } of rivya.chat.completions.stream({
    ...turn,
    session_id,
    message,
  })) {
    if (event === 'chat.completion.completed') answer = data;
  }

  assert.equal(answer.session_id, session_id);
  assert.notEqual(answer.message.content, '');
});

test('what cannot be is refused with a code (free)', async () => {
  const missing = rivya.generations.retrieve('task_that_never_was');

  await assert.rejects(missing, { name: 'ApiCallError', code: 'not_found' });
});

// Nobody can make the real API fail; a fake can be told to.
test('a failed generation costs nothing', {
  skip: !isFake && 'only a fake fails on order',
}, async () => {
  await askFake('generations/plan', { model: image.model, outcome: 'failed' });
  const { id } = await rivya.generations.create(image);

  await assert.rejects(rivya.generations.wait(id), (error) => {
    assert.ok(error instanceof GenerationFailedError);
    assert.equal(error.generation.final_credits, 0);
    return true;
  });
});
