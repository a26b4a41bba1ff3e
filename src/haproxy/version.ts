import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Failure, messageOf } from './failure.js';

/** Returns `2.6.12` from the output of `haproxy -v`, or undefined where it is not HAProxy's. */
export function parseVersion(output: string): string | undefined {
  return /^HAProxy version (\d+\.\d+(?:\.\d+|-dev\d+)?)/m.exec(output)?.[1];
}

/** Asks the program for its version. Failure HaproxyUnusable: it cannot be run, or it is something else. */
export async function readVersion(bin: string): Promise<string> {
  const { stdout } = await promisify(execFile)(bin, ['-v']).catch((error: unknown) => {
    throw new Failure({ _tag: 'HaproxyUnusable', detail: `${bin} cannot be run: ${messageOf(error)}` });
  });
  const version = parseVersion(stdout);
  if (version !== undefined) return version;
  throw new Failure({ _tag: 'HaproxyUnusable', detail: `${bin} -v does not answer as HAProxy does` });
}
