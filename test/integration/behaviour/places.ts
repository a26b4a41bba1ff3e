import { createServer } from 'node:net';
import { certificateFor } from './certificate-for.js';

/** Entry ports that cases may name, each a port of this machine. */
const entryNames = [
  'http',
  'https',
  'other',
  'other-https',
  'tcp',
  'other-tcp',
  'sni',
  'stats',
  'free',
] as const;
/** Ports that services listen on. */
const serviceNames = [
  'echo',
  'other-echo',
  'https-echo',
  'greeting',
  'other-greeting',
  'tls-greeting',
  'redis',
  'deaf',
] as const;
export type ServicePort = (typeof serviceNames)[number];

/** What stands for `<name>` in a case. */
export type Places = ReadonlyMap<string, string>;

/** Returns ports for everything that a proxy listens on. */
export async function entryPlaces(): Promise<Places> {
  return await portsFor(entryNames);
}

/** Returns ports for everything that services listen on. */
export async function servicePlaces(): Promise<Places> {
  return await portsFor(serviceNames);
}

async function portsFor(names: readonly string[]): Promise<Places> {
  return new Map(await Promise.all(names.map(async (name) => [name, String(await quietPort())] as const)));
}

const taken = new Set<number>();

/** Returns a port that nobody listens on, and that no outgoing connection is given while nobody does. */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (!taken.has(port) && (await isFree(port))) {
      taken.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** Returns a text with the places filled in: `<http>`, and `<pem:NAME>`, a certificate and key on one line. */
export function filled(text: string, places: Places): string {
  return text
    .replaceAll(/<([a-z-]+)>/g, (written, name: string) => places.get(name) ?? written)
    .replaceAll(/<pem:([^>]+)>/g, (_written, name: string) =>
      certificateFor({ certificate: name }).pem.replaceAll('\n', '\\n'),
    );
}

/** Returns a value with the places filled in wherever it has texts. */
export function filledDeep(value: unknown, places: Places): unknown {
  if (typeof value === 'string') return filled(value, places);
  if (Array.isArray(value)) return value.map((item) => filledDeep(item, places));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [filled(key, places), filledDeep(item, places)]);
  return Object.fromEntries(entries);
}
