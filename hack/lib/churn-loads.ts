import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What became of a steady load. */
export interface LoadResult {
  readonly requests: number;
  /** Without an answer of 2xx. */
  readonly failed: number;
  /** ms. */
  readonly p99: number;
}

/** What is asked for, at 127.0.0.1. */
export interface Target {
  readonly host: string;
  readonly path: string;
  readonly folder: string;
  readonly seconds: number;
}

/** Milliseconds that a connection rests between an answer and the next request. */
const rest = '10 + math.random(20)';

const script = (close: boolean, host: string) => `
wrk.headers["Host"] = "${host}"
${close ? 'wrk.headers["Connection"] = "close"' : ''}
function delay() return ${rest} end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\\nresult %d %d %d\\n', summary.requests, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99)))
end
`;

/** Asks by wrk over 32 kept connections, or by 8 clients that make a new one for each request. */
export async function wrkLoad(close: boolean, { host, path, folder, seconds }: Target): Promise<LoadResult> {
  const file = join(folder, `wrk-${close}.lua`);
  await writeFile(file, script(close, host));
  const { stdout } = await promisify(execFile)('wrk', [
    ...['-t1', close ? '-c8' : '-c32', `-d${seconds}s`, '--timeout', '10s', '-s', file],
    `http://127.0.0.1${path}`,
  ]);
  const [, requests, failed, p99] = /^result (\d+) (\d+) (\d+)$/m.exec(stdout) ?? [];
  if (requests === undefined) throw new Error(stdout);
  return { requests: Number(requests), failed: Number(failed), p99: Number(p99) / 1000 };
}

/**
 * Asks by 4 clients over HTTP/2 and TLS. A client goes on with a new connection when it is told that the old one takes no more
 * (GOAWAY), as browsers do. h2load does not: after the first reload it would ask nothing.
 */
export async function h2Load({ host, path, seconds }: Target): Promise<LoadResult> {
  const end = performance.now() + seconds * 1000;
  const times: number[] = [];
  let failed = 0;
  const ask = async () => {
    let session = openSession(host);
    while (performance.now() < end) {
      const from = performance.now();
      let answer: string;
      do {
        if (!session.usable()) session = openSession(host);
        answer = await session.get(path);
      } while (answer === refused);
      if (answer === '200') times.push(performance.now() - from);
      else {
        failed += 1;
        console.error(`HTTP/2: ${answer}`);
      }
      await sleep(10 + Math.random() * 20);
    }
    session.close();
  };
  await Promise.all(Array.from({ length: 4 }, ask));
  return { requests: times.length, failed, p99: percentile99(times) };
}

/** Not looked at by the server, and to be asked again on another connection (RFC 9113, section 8.7): browsers do. */
const refused = 'refused';

function openSession(host: string) {
  const session = connectHttp2('https://127.0.0.1', { servername: host, rejectUnauthorized: false });
  let usable = true;
  const leave = () => {
    usable = false;
    if (!session.destroyed) session.close();
  };
  for (const event of ['goaway', 'error', 'close']) session.on(event, leave);
  return {
    usable: () => usable,
    /** Returns the status, or in words why there was no answer. */
    get: (path: string) =>
      new Promise<string>((resolve) => {
        let status = 'no status';
        const stream = session.request({ ':path': path, ':authority': host });
        stream.on('response', (headers) => {
          status = `${headers[':status']}`;
        });
        stream.on('error', (error) => {
          resolve(stream.rstCode === constants.NGHTTP2_REFUSED_STREAM ? refused : error.message);
        });
        stream.on('close', () => resolve(status));
        stream.resume();
      }),
    close: () => session.close(),
  };
}

function percentile99(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
}

/** Milliseconds. */
const websocket = { between: 200, patience: 2_000 } as const;

/** Keeps so many WebSockets, each of which is spoken to again and again; one that breaks or is silent has failed. */
export async function websocketLoad(count: number, { host, path, seconds }: Target): Promise<LoadResult> {
  const end = performance.now() + seconds * 1000;
  const times: number[] = [];
  let failed = 0;
  const talk = async () => {
    const socket = connect(80, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    try {
      const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
      const head = [
        `GET ${path} HTTP/1.1`,
        `Host: ${host}`,
        ...upgrade,
        'Sec-WebSocket-Key: d2FnZ2xlIGlzIGEgYmVlLg==',
      ];
      await answered(socket, `${head.join('\r\n')}\r\n\r\n`, /^HTTP\/1.1 101 .*\r\n\r\n$/s);
      while (performance.now() < end) {
        const from = performance.now();
        await answered(socket, 'ping', /^ping$/);
        times.push(performance.now() - from);
        await sleep(websocket.between);
      }
    } catch {
      failed += 1;
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: count }, talk));
  return { requests: times.length, failed, p99: percentile99(times) };
}

/** Sends a text; resolves when what comes back is the answer; rejects when it is another, none or late. */
function answered(socket: Socket, text: string, answer: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let got = '';
    const late = setTimeout(() => end(new Error('late')), websocket.patience);
    const closed = () => end(new Error('closed'));
    const read = (data: Buffer) => {
      got += data.toString('latin1');
      if (answer.test(got)) end();
    };
    const end = (error?: Error) => {
      clearTimeout(late);
      socket.off('data', read);
      socket.off('close', closed);
      if (error) reject(error);
      else resolve();
    };
    socket.on('data', read);
    socket.on('close', closed);
    if (socket.destroyed) closed();
    else socket.write(text);
  });
}
