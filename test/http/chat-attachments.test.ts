import { TURN, uploadForm } from '../support/examples.ts';
import { test } from '../support/fake.ts';

const COMPLETIONS = '/api/v1/chat/completions';

test('an uploaded image can be attached to a turn', async ({ call, expect }) => {
  const upload = await call.post('/api/v1/files', uploadForm({}));

  const turn = { ...TURN, attachments: [{ file_id: upload.body.id }] };
  const reply = await call.post(COMPLETIONS, turn);

  expect(reply.status).toBe(200);
  expect(reply.body.usage.input_tokens).toBeGreaterThan(0);
});

test('an image of another account cannot', async ({ fake, call, expect }) => {
  const key = `${fake.apiKey}.other`;
  const upload = await call.post('/api/v1/files', uploadForm({}), { key });

  const turn = { ...TURN, attachments: [{ file_id: upload.body.id }] };
  const { status, body } = await call.post(COMPLETIONS, turn);

  expect(status).toBe(400);
  expect(body.error.code).toBe('chat_attachment_not_supported');
  expect(body.error.message).toBe(
    `Cannot use attachments[0].file_id "${upload.body.id}": the account has no upload with this id`,
  );
  expect(fake.ledger.reserved).toBe(0);
});

test('an image cannot be attached where the model takes none', async ({ call, expect }) => {
  const upload = await call.post('/api/v1/files', uploadForm({}));

  const turn = { message: 'Hello', model: 'claude-sonnet-4-6-chat' };
  const attachments = [{ file_id: upload.body.id }];
  const { body } = await call.post(COMPLETIONS, { ...turn, attachments });

  expect(body.error.code).toBe('chat_attachment_not_supported');
});
