import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, noAnswer } from './answer.js';
import { connectionFacts, openConnection } from './connection.js';
import type { Talk, TcpStep } from './step.js';

/** Milliseconds. */
const patience = 15_000;

/** Opens the connection of a step, says what it says and returns what came back. */
export async function exchangeTcp(step: TcpStep, portOf: (entry: string) => number): Promise<Answer> {
  const port = portOf(step.connect);
  let socket: Socket;
  try {
    socket = await openConnection({ port, tls: step.tls });
  } catch (error) {
    return noAnswer(String(error));
  }
  const heard = listenTo(socket, step.patience ?? patience);
  const facts = connectionFacts(socket);
  const differences: string[] = [];
  if (step.talk === undefined) await heard.until((text, closed) => text !== '' || closed);
  for (const talk of step.talk ?? []) differences.push(...(await say(talk, socket, heard, port)));
  const body = heard.text();
  const [, service, task] = /^(\S+) at (\S+)\n/.exec(body) ?? [];
  socket.destroy();
  if (body === '' && differences.length === 0 && heard.closed()) return { ...noAnswer('closed'), ...facts };
  return { headers: {}, body, differences, ...facts, ...(service && task ? { service, task } : {}) };
}

interface Heard {
  text(): string;
  closed(): boolean;
  /** Resolves when it holds, or after too long a time. */
  until(holds: (text: string, closed: boolean) => boolean): Promise<boolean>;
}

function listenTo(socket: Socket, limit: number): Heard {
  let text = '';
  let closed = false;
  let changed: () => void = () => undefined;
  socket.on('data', (chunk) => {
    text += String(chunk);
    changed();
  });
  for (const event of ['end', 'close', 'error']) {
    socket.on(event, () => {
      closed = true;
      changed();
    });
  }
  const until: Heard['until'] = (holds) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), limit);
      changed = () => {
        if (!holds(text, closed)) return;
        clearTimeout(timer);
        resolve(true);
      };
      changed();
    });
  return { text: () => text, closed: () => closed, until };
}

async function say(talk: Talk, socket: Socket, heard: Heard, port: number): Promise<readonly string[]> {
  const { send, receive, pause, closed, keepAlive } = talk;
  if (pause !== undefined) await sleep(pause);
  if (send !== undefined) socket.write(send);
  if (receive !== undefined) {
    await heard.until((text, isClosed) => text.includes(receive) || isClosed);
    if (!heard.text().includes(receive))
      return [`expected to receive ${JSON.stringify(receive)}, got ${JSON.stringify(heard.text())}`];
  }
  if (closed === true && !(await heard.until((_text, isClosed) => isClosed)))
    return ['expected the connection to be closed'];
  if (closed === false && heard.closed()) return ['expected the connection to be open'];
  if (keepAlive !== undefined && (await isProbed(port)) !== keepAlive)
    return [`expected keep-alive probes: ${keepAlive}`];
  return [];
}

/** Says whether Linux runs the keep-alive timer for an accepted connection of this port (proc(5), /proc/net/tcp). */
async function isProbed(port: number): Promise<boolean> {
  const established = '01';
  const keepAliveTimer = '02';
  const local = port.toString(16).toUpperCase().padStart(4, '0');
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').map((line) => line.trim().split(/\s+/));
  return lines.some(
    ([, address, , state, , timer]) =>
      address?.endsWith(`:${local}`) && state === established && timer?.startsWith(keepAliveTimer),
  );
}
