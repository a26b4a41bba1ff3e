import { Failure } from './failure.js';

/** A socket's address has room for 107 bytes; HAProxy binds `PATH.<pid>.tmp` first and then renames it. */
const longest = 107 - '.4194304.tmp'.length;

/** Returns the path if HAProxy can listen there. Failure HaproxyUnusable. */
export function checkSocketPath(path: string): string {
  if (Buffer.byteLength(path) <= longest) return path;
  const detail = `${path} is too long for a socket (at most ${longest} bytes); choose a shorter RUN_DIR`;
  throw new Failure({ _tag: 'HaproxyUnusable', detail });
}
