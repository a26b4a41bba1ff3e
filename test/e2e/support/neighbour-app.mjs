// Greets. Its answer to …/download drips until …/finish is asked for; an upgraded connection sends back what it is sent.
import { createServer } from 'node:http';

const downloads = new Set();

const server = createServer(({ url }, response) => {
  if (url.endsWith('/download')) {
    downloads.add(response);
    response.write('begun');
    return;
  }
  if (url.endsWith('/finish')) for (const download of downloads) download.end(' and finished');
  response.end('hello');
});
setInterval(() => {
  for (const download of downloads) download.write('.');
}, 500);
server.on('upgrade', (_request, socket) => {
  socket.on('error', () => socket.destroy());
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
  socket.pipe(socket);
});
server.listen(80);
process.once('SIGTERM', () => process.exit());
