import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { parse } from 'yaml';
import { developer } from './developers-folder.js';
import { image } from './swarm.js';

const hooks = t.tuple([t.type({ language: t.literal('docker'), entry: t.string, files: t.string })]);

/**
 * Returns what pre-commit runs in the shell's folder for the hook of .pre-commit-hooks.yaml, with the user's `args`, when
 * these files change (https://pre-commit.com/#docker). Only the image is not the one that it builds, from the same Dockerfile.
 */
export function preCommitCommand(args: readonly string[], files: readonly string[]): string {
  const decoded = hooks.decode(parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')));
  if (E.isLeft(decoded)) throw new Error('.pre-commit-hooks.yaml has not the one hook that is known here');
  const [{ entry, files: pattern }] = decoded.right;
  const [program, ...words] = entry.split(' ');
  const matching = files.filter((file) => new RegExp(pattern).test(file));
  const place = `--user ${developer.uid}:${developer.gid} -v "$PWD:/src:rw,Z" --workdir /src`;
  const run = ['docker run --rm', place, `--entrypoint ${program}`, image];
  return [...run, ...words, ...args, ...matching].join(' ');
}
