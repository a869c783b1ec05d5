import { PublicApiFile } from '../../contracts/files.ts';
import { documented } from '../../contracts/source.ts';
import { deviations } from '../hold-to-schema.ts';
import type { Answer } from '../wire.ts';
import { type Finding, fact, type Kit, type Probe, settle, unsettled } from './probe.ts';
import { isRefusal, shown } from './shown.ts';

/** A picture of one pixel. */
const PNG = Uint8Array.from(
  atob(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ),
  (character) => character.charCodeAt(0),
);

/** Small uploads: they cost nothing and start nothing, and yet each stays in the account. */
export const filesProbe: Probe = {
  id: 'files',
  title: 'small uploads',
  needs: 'credits',
  operations: ['uploadFile'],
  settles: ['file.shape', 'file.signature', 'file.refusals'],
  run: async (kit) => {
    const right = await upload(kit, PNG, 'boat.png', 'image/png');
    const misdeclared = await upload(kit, PNG, 'boat.jpg', 'image/jpeg');
    const text = await upload(
      kit,
      new TextEncoder().encode('no picture at all'),
      'boat.png',
      'image/png',
    );
    return [...aboutShape(right), aboutSignature(right, misdeclared), aboutRefusal(text)];
  },
};

function upload(
  { wire }: Kit,
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  type: string,
): Promise<Answer> {
  const form = new FormData();
  form.append('kind', 'image');
  form.append('file', new Blob([bytes], { type }), name);
  return wire.ask({ method: 'POST', path: '/api/v1/files', body: form, mayStart: true });
}

function aboutShape(answer: Answer): readonly Finding[] {
  const accepted = answer.status < 300;
  const about = fact('files.upload', {
    title: 'a picture can be uploaded',
    page: 'files',
    holds: accepted,
    expected: 'a success',
    seen: accepted ? String(answer.status) : shown(answer),
  });
  if (!accepted) return [about, unsettled('file.shape', 'The upload was refused.')];
  const [first] = deviations(PublicApiFile, answer.json, documented('files'));
  const seen = first?.sentence ?? 'the fields of the contract';
  return [about, settle('file.shape', { holds: first === undefined, seen })];
}

function aboutSignature(right: Answer, misdeclared: Answer): Finding {
  const id = 'file.signature';
  if (right.status >= 300) return unsettled(id, 'The upload was refused.');
  const accepted = misdeclared.status < 300;
  const seen = `${accepted ? misdeclared.status : shown(misdeclared)} for a PNG that is declared as JPEG`;
  if (!accepted && !isRefusal(misdeclared, 400, 'validation_failed'))
    return settle(id, { holds: false, seen });
  const position = accepted ? 'detected' : 'declared-must-agree';
  return settle(id, { holds: accepted, position, seen });
}

function aboutRefusal(answer: Answer): Finding {
  return settle('file.refusals', {
    holds: isRefusal(answer, 400, 'validation_failed'),
    expected: '400 validation_failed for text that is declared as PNG',
    seen: shown(answer),
    severity: 'compatible',
  });
}
