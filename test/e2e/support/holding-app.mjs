// Begins its answer to /hold at once, and ends it when /release is asked for.
import { createServer } from 'node:http';

const held = [];

createServer((request, response) => {
  if (request.url === '/hold') {
    response.write('held');
    held.push(response);
    return;
  }
  for (const other of held.splice(0)) other.end(' and released');
  response.end('released');
}).listen(80);
process.once('SIGTERM', () => process.exit());
