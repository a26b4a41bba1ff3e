import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that can really be full. Needs root. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves no byte free. */
  fill(): void;
  /** Undoes it. */
  free(): void;
  /** Unmounts it: everything in it is gone. */
  remove(): void;
}

export function smallDisk(size: string): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'waggle-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', path]);
  const filler = join(path, 'filler');
  mkdirSync(filler);
  return {
    path,
    fill: () => {
      const file = openSync(join(filler, 'file'), 'a');
      try {
        for (;;) writeSync(file, Buffer.alloc(4_096));
      } catch (error) {
        if (!String(error).includes('ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(join(filler, 'file'), { force: true }),
    remove: () => {
      // Lazily: a process that is just ending may still be in there.
      execFileSync('umount', ['--lazy', path]);
      rmSync(path, { recursive: true });
    },
  };
}
