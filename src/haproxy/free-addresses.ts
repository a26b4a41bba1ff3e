import { createServer, type ListenOptions } from 'node:net';

/** An address that a `bind` line listens on, as a whole and in parts. */
interface BindAddress {
  readonly text: string;
  readonly port: number;
  readonly listen: ListenOptions;
}

/**
 * Returns the addresses that this haproxy.cfg binds, that are on no port of `loaded` (another haproxy.cfg) or of `own` (asked only
 * when there are some), and that cannot be bound now, with the reason. HAProxy itself finds out only after it told the worker that serves to pause its listeners,
 * and it tries for two seconds, in which nobody is served. What is not plainly an address and a port of TCP is left to it.
 */
export async function takenAddresses(
  wanted: string,
  loaded: string,
  own: () => Promise<ReadonlySet<number>>,
): Promise<readonly string[]> {
  const known = new Set(bindAddresses(loaded).map(({ port }) => port));
  const added = bindAddresses(wanted).filter(({ port }) => !known.has(port));
  const found = await Promise.all(
    added.map(async ({ text, port, listen }) => {
      const reason = await whyNot(listen);
      return reason === undefined ? [] : [{ port, words: `cannot bind ${text}: ${reason}` }];
    }),
  );
  const taken = found.flat();
  if (taken.length === 0) return [];
  const ours = await own();
  return taken.filter(({ port }) => !ours.has(port)).map(({ words }) => words);
}

/** What Waggle may not bind, HAProxy may: only these say that nobody can. */
const telling: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'this machine does not have that address',
};

function whyNot(listen: ListenOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => resolve(telling[error.code ?? '']));
    server.listen({ ...listen, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Words of a bind line with which an address may be free for HAProxy and not for us (HAProxy manual, section 5.1). */
const special = /\s(interface|namespace|transparent)\b/;
const address = /^(?:ipv[46]@)?(\*|[0-9.]*|\[?[0-9a-f:]*:[0-9a-f:]*\]?):(\d+)$/i;

function bindAddresses(cfg: string): readonly BindAddress[] {
  const lines = [...cfg.matchAll(/^[ \t]*bind[ \t]+(\S+)(.*)$/gm)];
  return lines.flatMap(([, list = '', options = '']) =>
    special.test(options) ? [] : list.split(',').flatMap((text) => bindAddress(text, options)),
  );
}

function bindAddress(text: string, options: string): readonly BindAddress[] {
  const [, host, digits] = address.exec(text) ?? [];
  if (host === undefined) return [];
  const port = Number(digits);
  const anyHost = host === '' || host === '*';
  const listen = {
    port,
    host: anyHost ? '0.0.0.0' : host.replaceAll(/[[\]]/g, ''),
    ipv6Only: /\sv6only\b/.test(options),
  };
  return [{ text, port, listen }];
}
