// The least that node:http can do: read the request to its end and answer the same bytes.
import { createServer } from 'node:http';

process.once('message', ({ createReply, readReply, replyHeaders }) => {
  const { connection, date, 'keep-alive': _, ...headers } = replyHeaders;
  const answer = (res, text) =>
    res.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
  const server = createServer((req, res) => {
    if (req.method === 'GET') return answer(res, readReply);
    req.on('data', () => {});
    req.on('end', () => answer(res, createReply));
  });
  server.listen(0, '127.0.0.1', () => {
    process.send({ url: `http://127.0.0.1:${server.address().port}` });
  });
  process.on('message', (message) => {
    if (message === 'cpu') process.send(process.cpuUsage());
    if (message === 'reset') process.send('done');
  });
});
