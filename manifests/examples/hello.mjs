// Says who was asked, and what arrived: host name, request line, headers. A stand-in for traefik/whoami.
import { createServer } from 'node:http';
import { hostname } from 'node:os';

const { PORT = '80', GREETING = 'Hello from' } = process.env;

const server = createServer((request, response) => {
  const { method, url, httpVersion, rawHeaders } = request;
  const headers = Array.from({ length: rawHeaders.length / 2 }, (_, i) =>
    rawHeaders.slice(2 * i, 2 * i + 2).join(': '),
  );
  response.setHeader('content-type', 'text/plain');
  response.end(
    `${[`${GREETING} ${hostname()}`, `${method} ${url} HTTP/${httpVersion}`, ...headers].join('\n')}\n`,
  );
});

server.listen(Number(PORT));
process.once('SIGTERM', () => {
  server.close(() => process.exit());
  server.closeIdleConnections();
});
