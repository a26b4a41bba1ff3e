import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the path of a new file with this text, for commands that read files. The system clears the folder. */
export async function scratchFile(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'waggle-e2e-')), 'file');
  await writeFile(path, text);
  return path;
}
