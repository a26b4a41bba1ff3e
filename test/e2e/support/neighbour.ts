import { once } from 'node:events';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Apps, labelled } from './apps.js';
import { type Asking, askSteadily, createClient, httpGet } from './http-get.js';
import type { Stack } from './stack.js';

/** A service in use: asked all the time on kept and on new connections, with a download and an upgraded connection open. */
export interface Neighbour {
  /** How often each status was answered on kept and on new connections; goes on asking. */
  counts(): readonly Readonly<Record<number, number>>[];
  /** Sends this by the connection that was upgraded at the beginning, and returns what comes back. */
  echo(text: string): Promise<string>;
  /** Ends the download that was begun at the beginning, and returns the whole. */
  finishDownload(): Promise<string>;
  stop(): Promise<void>;
}

/** Creates the service, and resolves when it is in use. */
export async function createNeighbour(stack: Stack, apps: Apps): Promise<Neighbour> {
  await stack.docker('config', 'create', 'neighbour-app', 'test/e2e/support/neighbour-app.mjs');
  const config = ['--config', 'source=neighbour-app,target=/neighbour.mjs'];
  const program = [...config, '--entrypoint', 'node /neighbour.mjs'];
  // Not one of those that are removed after each test.
  const keep = ['--label', 'e2e=neighbour'];
  await apps.create('neighbour', labelled({ servicePath: '/neighbour' }), ...program, ...keep);
  const address = stack.address(1);
  const get = () => httpGet(address, '/neighbour');
  await stack.eventually(async () => {
    const { status } = await get();
    if (status !== 200) throw new Error(`the neighbour answers ${status}`);
  });
  const download = downloadOf(address);
  const socket = await upgraded(address);
  const client = createClient(address);
  const askings: readonly Asking[] = [askSteadily(() => client('/neighbour')), askSteadily(get)];
  return {
    counts: () => askings.map((asking) => asking.counts()),
    echo: async (text) => {
      socket.write(text);
      return String(await once(socket, 'data'));
    },
    finishDownload: async () => {
      await httpGet(address, '/neighbour/finish');
      return await download;
    },
    stop: async () => {
      socket.destroy();
      await Promise.all(askings.map((asking) => asking.stop()));
    },
  };
}

/** Returns the whole body, or what came and why it broke off. */
function downloadOf(host: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = request({ host, path: '/neighbour/download', agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('error', ({ message }) => resolve(`${body} ${message}`));
      response.on('end', () => resolve(body));
    });
    asked.on('error', ({ message }) => resolve(message));
    asked.end();
  });
}

async function upgraded(host: string): Promise<Duplex> {
  const headers = { connection: 'upgrade', upgrade: 'echo' };
  const asked = request({ host, path: '/neighbour/echo', headers, agent: false });
  asked.end();
  return await new Promise((resolve, reject) => {
    asked.on('upgrade', (_response, socket) => resolve(socket));
    asked.on('response', ({ statusCode }) => reject(new Error(`not upgraded: ${statusCode}`)));
    asked.on('error', reject);
  });
}
