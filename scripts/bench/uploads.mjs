import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MB = 1024 * 1024;
const FAKE = fileURLToPath(new URL('upload-fake.mjs', import.meta.url));

/** Throughput and peak memory of uploads of 10 MB, beside reading and dropping the same bytes. */
export async function measureUploads({ uploads }) {
  const body = multipart(10 * MB - 1024);
  const child = fork(FAKE);
  const ready = await answer(child);
  const plain = await send(ready.bareUrl, {}, body, uploads);
  const seconds = await send(`${ready.url}/api/v1/files`, ready.headers, body, uploads);
  child.send('peak');
  const peak = await answer(child);
  child.kill();
  const rate = (uploads * 10) / seconds;
  const plainRate = (uploads * 10) / plain;
  return [
    {
      name: `${uploads} uploads of 10 MB, 8 at a time`,
      megabytesPerSecond: rate,
      ofReadAndDrop: rate / plainRate,
      peakMegabytes: peak.megabytes,
      text: [
        `${rate.toFixed(0)} MB/s, ${((100 * rate) / plainRate).toFixed(0)} % of node:http that drops what it reads (${plainRate.toFixed(0)} MB/s)`,
        `peak resident memory ${peak.megabytes.toFixed(0)} MB, of which up to 256 MB are uploads that are kept`,
      ],
    },
  ];
}

/** A PNG of a size, wrapped as an upload. */
function multipart(bytes) {
  const file = Buffer.alloc(bytes);
  file.write('89504e470d0a1a0a0000000d494844520000000100000001080000000000000000', 'hex');
  file.writeUInt32BE(bytes - 33 - 24, 33);
  file.write('IDAT', 37);
  file.write('0000000049454e44ae426082', bytes - 12, 'hex');
  const part = (name) => `--b\r\nContent-Disposition: form-data; name="${name}"`;
  const head = `${part('kind')}\r\n\r\nimage\r\n${part('file')}; filename="a.png"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--b--\r\n')]);
}

async function send(url, headers, body, uploads) {
  let left = uploads;
  const started = performance.now();
  const worker = async () => {
    while (left-- > 0) {
      const type = { 'content-type': 'multipart/form-data; boundary=b' };
      const reply = await fetch(url, { method: 'POST', headers: { ...headers, ...type }, body });
      const text = await reply.text();
      if (reply.status !== 200) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return (performance.now() - started) / 1000;
}

function answer(child) {
  return new Promise((resolve) => child.once('message', resolve));
}
