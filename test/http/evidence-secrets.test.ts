import { ENDPOINT, uploadForm, VIDEO } from '../support/examples.ts';
import { test as base } from '../support/fake.ts';

const test = base.extend({ options: { controlToken: 'open-sesame-17' } });

test('neither journal nor story ever tell a secret that the fake was given or gave', async ({
  fake,
  call,
  expect,
}) => {
  const key = fake.createKey();
  const headers = { 'x-rivya-control-token': 'open-sesame-17', cookie: 'session=crumbs-17' };
  const hook = (await call.post('/api/v1/webhooks', ENDPOINT, { key, headers })).body;
  const rotated = (await call.post(`/api/v1/webhooks/${hook.id}/rotate-secret`, {})).body;
  const form = uploadForm({ fields: { kind: 'image' } });
  await call.post('/api/v1/files', form);
  const secrets = [key, hook.signing_secret, rotated.signing_secret];
  const token = `${Buffer.from('["file_1","main",17]').toString('base64url')}.c2lnbmF0dXJl`;
  const prompt = `${secrets.join(' ')} "${JSON.stringify({ duration_token: 'named-17' })}"`;
  await call.post('/api/v1/generations', { ...VIDEO, prompt, durationToken: token });
  await call.get(`/api/v1/generations/${key}?api_key=query-17`);
  const { id } = (await call.post('/api/v1/generations', { ...VIDEO, prompt: key })).body;
  await fake.clock.runUntilIdle();

  const journal = await call.get('/__rivya/journal', { headers });
  const story = await call.get(`/__rivya/stories/${id}`, { headers });

  const told = JSON.stringify([
    journal.body,
    story.body,
    fake.journal.entries(),
    fake.story(id),
    fake.story(hook.id),
  ]);
  expect(journal.body.data).toHaveLength(6);
  expect(hook.signing_secret).toMatch(/^whsec_/);
  const more = ['open-sesame-17', 'crumbs-17', 'named-17', token, 'query-17', fake.apiKey];
  for (const secret of [...secrets, ...more]) {
    expect(told).not.toContain(secret);
  }
});
