import { readdir, readFile, readlink } from 'node:fs/promises';

/** State of a listening socket in /proc/net/tcp: TCP_LISTEN. */
const listening = '0A';

/**
 * Returns the ports on which one of these processes listens, by what /proc says of its sockets (proc(5)); those of a process
 * that nobody may look into are missing.
 */
export async function ownPorts(pids: readonly number[]): Promise<ReadonlySet<number>> {
  const sockets = new Set((await Promise.all(pids.map(socketsOf))).flat());
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => linesOf(`/proc/self/net/${table}`)));
  const ports = tables.flat().flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const isOwn = state === listening && sockets.has(`socket:[${inode}]`);
    return isOwn ? [Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)] : [];
  });
  return new Set(ports);
}

async function socketsOf(pid: number): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const open = await readdir(folder).catch(() => []);
  return await Promise.all(open.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
}

async function linesOf(path: string): Promise<readonly string[]> {
  return (await readFile(path, 'utf8').catch(() => '')).split('\n');
}
