// A fake, and a server that drops what it reads, in a process whose memory can be looked at.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { startFake } from '../../dist/index.js';

const fake = await startFake();
const bare = createServer((req, res) => req.resume().on('end', () => res.end('{}')));
await new Promise((resolve) => bare.listen(0, '127.0.0.1', resolve));

process.on('message', () => {
  const status = readFileSync('/proc/self/status', 'utf8');
  const megabytes = Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024;
  process.send({ megabytes });
});
process.send({
  url: fake.url,
  bareUrl: `http://127.0.0.1:${bare.address().port}`,
  headers: { authorization: `Bearer ${fake.apiKey}` },
});
