import { describe } from 'vitest';
import { test } from '../support/fake.ts';

describe('The model list', () => {
  test('needs no key', async ({ call, expect }) => {
    const { status, body } = await call.get('/api/v1/models', { key: null });

    expect(status).toBe(200);
    expect(body.object).toBe('list');
    expect(body.data).toHaveLength(60);
  });

  test.for([
    { what: 'of a revoked key', key: 'rvya_sk_test_default.revoked' },
    { what: 'of a key for which the API is off', key: 'rvya_sk_test_default.disabled' },
    { what: 'of a real-looking key', key: 'rvya_sk_1234567890' },
    { what: 'that is none', key: 'nonsense' },
  ])('ignores the header $what', async ({ key }, { call, expect }) => {
    const without = await call.get('/api/v1/models', { key: null });

    const { status, body } = await call.get('/api/v1/models', { key });

    expect(status).toBe(200);
    expect(body).toEqual(without.body);
  });

  test('opens no world for a key', async ({ fake, call, expect }) => {
    await call.get('/api/v1/models', { key: 'rvya_sk_test_visitor' });

    const health = await call.get('/__rivya/health');

    expect(fake.name).toBe('default');
    expect(health.body.worlds).toBe(1);
  });

  test('has every category', async ({ call, expect }) => {
    const { body } = await call.get('/api/v1/models');

    const count = (category: string) =>
      body.data.filter((model: { category: string }) => model.category === category).length;
    expect({
      image: count('image'),
      video: count('video'),
      audio: count('audio'),
      chat: count('chat'),
    }).toEqual({ image: 25, video: 23, audio: 6, chat: 6 });
  });

  test('describes a model with its price, limits, params and references', async ({
    call,
    expect,
  }) => {
    const { body } = await call.get('/api/v1/models');

    const kling = body.data.find(({ id }: { id: string }) => id === 'kling-3-0');
    expect(kling).toEqual({
      id: 'kling-3-0',
      display_name: 'Kling 3.0',
      category: 'video',
      runtime: 'async_task',
      base_credits: 90,
      billing_type: 'FIXED',
      supported_modes: ['text-to-video', 'image-to-video'],
      max_prompt_length: 2_000,
      reference_media: {
        max_files: 2,
        kinds: {
          image: {
            max_bytes: 10_485_760,
            mime_types: ['image/jpeg', 'image/png', 'image/webp'],
          },
        },
      },
      params: [
        select('mode', 'pro', ['std', 'pro'], 'Generation mode'),
        select('multi_shots', 'false', ['false', 'true'], 'Shot mode'),
        select('duration', '5', '3 4 5 6 7 8 9 10 11 12 13 14 15'.split(' '), 'Duration'),
        select('sound', 'false', ['false', 'true'], 'Generate audio'),
        select('aspect_ratio', '16:9', ['16:9', '9:16', '1:1'], 'Aspect ratio'),
      ],
      api_status: 'available',
      api_input_status: 'partial_requires_files',
      supported_api_inputs: ['text', 'file'],
      requires_files_api: false,
      requires_upload_for_modes: ['image-to-video'],
      url_input_supported: true,
      file_kinds: ['image'],
      chat_capabilities: null,
      notices: [],
    });
  });

  test('shows the range of a number', async ({ call, expect }) => {
    const { body } = await call.get('/api/v1/models');

    const sound = body.data.find(({ id }: { id: string }) => id === 'elevenlabs-sound-effect-v2');
    expect(sound.params[1]).toEqual({
      key: 'duration_seconds',
      type: 'number',
      required: false,
      default: 3,
      range: { min: 0.5, max: 22, step: 0.5 },
      options: null,
      description: 'Duration in seconds',
    });
  });
});

function select(key: string, value: string, options: string[], description: string) {
  return {
    key,
    type: 'select',
    required: false,
    default: value,
    range: null,
    options,
    description,
  };
}
