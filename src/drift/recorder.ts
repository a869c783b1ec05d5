import { createWriteStream } from 'node:fs';
import { RECORDING_HEADER, type RecordedExchange } from '../recording/recording.ts';

/** Writes exchanges to a recording as they come. */
export interface Recorder {
  write(exchange: RecordedExchange): void;
  /** Resolves once everything is on the disk; rejects if it could not be written. */
  close(): Promise<void>;
}

/** Opens a recording, which only its owner may read; without a file nothing is recorded. */
export async function openRecorder(file: string | undefined, target: string): Promise<Recorder> {
  if (file === undefined) return { write: () => {}, close: async () => {} };
  const stream = createWriteStream(file, { mode: 0o600 });
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', reject);
  });
  let broken: Error | undefined;
  stream.on('error', (error) => {
    broken = error;
  });
  const write = (line: object) => void stream.write(`${JSON.stringify(line)}\n`);
  write({ ...RECORDING_HEADER, target });
  return {
    write,
    close: () =>
      new Promise((resolve, reject) => {
        const done = () => (broken === undefined ? resolve() : reject(broken));
        if (stream.closed) return done();
        stream.once('close', done);
        stream.end();
      }),
  };
}
