import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { describe } from 'vitest';
import type { Fake } from '../../src/index.ts';
import { makeMedia } from '../../src/server/media/make.ts';
import type { Caller } from '../support/caller.ts';
import { IMAGE, uploadForm, VIDEO } from '../support/examples.ts';
import { test } from '../support/fake.ts';
import { fixture } from '../support/media-bytes.ts';

const FILES = '/api/v1/files';
const GENERATIONS = '/api/v1/generations';
const WAN = 'wan-2-7-video';

interface Reference {
  readonly kind: string;
  readonly url: string;
}

/** An upright picture of 600 by 800. */
const UPRIGHT = new Uint8Array(
  makeMedia(
    { kind: 'image', format: 'jpeg', width: 600, height: 800 },
    { taskId: 'upright', model: 'camera', prompt: '', index: 0 },
  ),
);

async function upload(call: Caller, kind: string, name: string): Promise<Reference> {
  const bytes = name === 'upright.jpg' ? UPRIGHT : fixture(name);
  return (await call.post(FILES, uploadForm({ bytes, name, fields: { kind } }))).body;
}

async function start(call: Caller, model: string, params: object, references: Reference[]) {
  const referenceMediaItems = references.map(({ kind, url }) => ({ kind, url }));
  const body = { model, prompt: 'A paper boat', params: { ...params, referenceMediaItems } };
  return (await call.post(GENERATIONS, body)).body;
}

/** What a player sees of the result of a task. */
async function watch(fake: Fake, call: Caller, id: string) {
  await fake.clock.runUntilIdle();
  const { primary_url } = (await call.get(`${GENERATIONS}/${id}`)).body.result;
  const bytes = await (await fetch(primary_url)).arrayBuffer();
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const video = await input.getPrimaryVideoTrack();
  const hasSound = (await input.getPrimaryAudioTrack()) !== null;
  const seconds = Math.round(await input.computeDuration());
  const size = `${video?.displayWidth} by ${video?.displayHeight}`;
  input.dispose();
  return { size, seconds, hasSound };
}

describe('wan-2-7-video', () => {
  test('edits at most 10 seconds, and keeps the asked shape', async ({ fake, call, expect }) => {
    const boat = await upload(call, 'video', 'boat.mp4');

    const { id } = await start(call, WAN, { duration: '15', aspect_ratio: '1:1' }, [boat]);

    expect(await watch(fake, call, id)).toEqual({
      size: '720 by 720',
      seconds: 10,
      hasSound: false,
    });
  });

  test('makes 15 seconds of a text, and no sound, as there is none to keep', async ({
    fake,
    call,
    expect,
  }) => {
    const { id } = await start(call, WAN, { duration: '15', audio_setting: 'origin' }, []);

    expect(await watch(fake, call, id)).toEqual({
      size: '1280 by 720',
      seconds: 15,
      hasSound: false,
    });
  });

  test.for(['wan-2-7-video', 'happyhorse-1-0'])(
    'and others keep the sound of what they edit where that is asked: %s',
    async (model, { fake, call, expect }) => {
      const boat = await upload(call, 'video', 'boat.mp4');

      const { id } = await start(call, model, { audio_setting: 'origin' }, [boat]);

      expect(await watch(fake, call, id)).toMatchObject({ hasSound: true });
    },
  );

  test('follows the uploaded image, whatever shape is asked', async ({ fake, call, expect }) => {
    const image = await upload(call, 'image', 'upright.jpg');

    const { id } = await start(call, WAN, { aspect_ratio: '16:9', duration: '15' }, [image]);

    expect(await watch(fake, call, id)).toMatchObject({ size: '720 by 960', seconds: 15 });
  });

  test('follows a result of the fake, also after a snapshot', async ({ fake, call, expect }) => {
    const params = { aspect_ratio: '9:16' };
    const { id: first } = (await call.post(GENERATIONS, { ...IMAGE, params })).body;
    await fake.clock.runUntilIdle();
    const url = (await call.get(`${GENERATIONS}/${first}`)).body.result.primary_url;
    const { id } = await start(call, WAN, {}, [{ kind: 'image', url }]);

    fake.restore(structuredClone(fake.snapshot()));

    expect(await watch(fake, call, id)).toMatchObject({ size: '720 by 1280' });
  });

  test('has the asked shape where the image is on another server', async ({
    fake,
    call,
    expect,
  }) => {
    const image = { kind: 'image', url: 'https://example.com/boat.jpg' };

    const { id } = await start(call, WAN, { aspect_ratio: '4:3' }, [image]);

    expect(await watch(fake, call, id)).toMatchObject({ size: '960 by 720' });
  });
});

describe('wan-2-2-a14b-turbo', () => {
  test('has 580 lines only for an image with a sound', async ({ fake, call, expect }) => {
    const image = await upload(call, 'image', 'upright.jpg');
    const audio = await upload(call, 'audio', 'boat.mp3');
    const sizeOf = async (...references: Reference[]) => {
      const params = { resolution: '580p' };
      const { id } = await start(call, 'wan-2-2-a14b-turbo', params, references);
      return (await watch(fake, call, id)).size;
    };

    expect(await sizeOf()).toBe('1280 by 720');
    expect(await sizeOf(image)).toBe('720 by 960');
    expect(await sizeOf(image, audio)).toBe('580 by 774');
  });
});

test('Other models keep the asked shape, also with an image', async ({ fake, call, expect }) => {
  const image = await upload(call, 'image', 'upright.jpg');

  const { id } = await start(call, VIDEO.model, { aspect_ratio: '16:9' }, [image]);

  expect(await watch(fake, call, id)).toMatchObject({ size: '1280 by 720' });
});
