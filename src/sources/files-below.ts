import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file or folder that exists; links are followed. */
export interface FoundFile {
  readonly path: string;
  readonly stats: BigIntStats;
}

/**
 * Returns a path and everything below it, sorted, if it exists. Names that begin with a dot, editors' and file systems' own,
 * are left out, and so is what cannot be looked at: whoever needs the content finds that out when reading. Never rejects.
 */
export async function filesBelow(
  path: string,
  inside: readonly string[] = [],
): Promise<readonly FoundFile[]> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  if (stats === undefined) return [];
  const identity = `${stats.dev}:${stats.ino}`;
  // A link to a folder that it is in would never end.
  if (!stats.isDirectory() || inside.includes(identity)) return [{ path, stats }];
  const names = await readdir(path).catch(() => []);
  const below: FoundFile[] = [{ path, stats }];
  for (const name of names.sort()) {
    if (!name.startsWith('.')) below.push(...(await filesBelow(join(path, name), [...inside, identity])));
  }
  return below;
}
