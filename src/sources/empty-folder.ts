import { mkdir, rm } from 'node:fs/promises';

/** Returns the path of a folder that now exists and is empty. Rejects when it cannot be made. */
export async function makeEmptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o755 });
  return path;
}
