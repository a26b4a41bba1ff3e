import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { masterAt } from '../../src/haproxy/master.js';
import { emptyServerStateFile, parseServerStates } from '../../src/haproxy/server-state.js';
import { type HaproxyVersion, haproxyBin } from './haproxy-versions.js';

/** Starts a HAProxy beside ours, from a copy of its files: what it has is what the files say. */
export async function startFresh(version: HaproxyVersion, files: string) {
  const folder = await mkdtemp(join(tmpdir(), 'waggle-fresh-'));
  const config = join(folder, 'config');
  await cp(files, config, { recursive: true });
  await writeFile(join(config, 'server-state'), emptyServerStateFile);
  const socket = join(folder, 'm.sock');
  const args = ['-W', '-db', '-S', socket, '-f', join(config, 'haproxy.cfg')];
  const child = spawn(haproxyBin(version), args, { cwd: config, stdio: 'ignore' });
  const master = masterAt(socket, () => child.exitCode === null);
  const worker = await master.worker();
  return {
    ask: (command: string) => master.ask(worker, [command]),
    close: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns the lines of an answer, such as `show backend`'s, sorted. */
export function namesOf(answer: string): readonly string[] {
  return [...lines(answer)].sort();
}

/** Returns, from `show servers state`: backend → addresses of those of its servers that take requests. */
export function placesOf(
  answer: string,
  only?: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const places: Record<string, readonly string[]> = {};
  for (const { backend, place, resolved, retired } of parseServerStates(answer)) {
    if (!resolved || retired || (only && !only.includes(backend))) continue;
    places[backend] = [...(places[backend] ?? []), place.split(':')[0] ?? ''].sort();
  }
  return places;
}

function lines(answer: string): readonly string[] {
  return answer.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
