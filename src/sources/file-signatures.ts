import { filesBelow } from './files-below.js';

/** Path → what changes whenever the file does. */
export type FileSignatures = ReadonlyMap<string, string>;

/**
 * Returns the signatures of these files, and of everything below those that are folders: inode, size, and times of the last
 * change of content and of attributes (ns), so that a file is not read to see whether it changed. Never rejects.
 */
export async function fileSignatures(paths: readonly string[]): Promise<FileSignatures> {
  const signatures = new Map<string, string>();
  for (const path of paths) {
    for (const { path: found, stats } of await filesBelow(path)) {
      signatures.set(found, `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`);
    }
  }
  return signatures;
}

/** Returns the paths that came, changed or went, sorted. */
export function changedFiles(before: FileSignatures, now: FileSignatures): readonly string[] {
  const paths = new Set([...before.keys(), ...now.keys()]);
  return [...paths].filter((path) => before.get(path) !== now.get(path)).sort();
}
