#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runProgram } from './cli/program.js';
import { serve } from './serve.js';
import { openView } from './wiring/open-view.js';
import { validateParts } from './wiring/validate-parts.js';

// The one file that knows the process: its arguments, environment, signals and exit code.

// Each pass over thousands of services leaves tens of megabytes behind. Left alone, V8 lets the heap grow to several times of what
// is in use before it collects them; so much more, in per cent, is enough.
setFlagsFromString('--heap-growing-percent=40');

const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Signals end the program as they end any other until somebody asks to be told instead. */
const ended = () =>
  new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });

const world = {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: Date.now,
  version: String(packageJson.version),
  templates: fileURLToPath(new URL('../templates', import.meta.url)),
  asRoot: process.getuid?.() === 0,
  ended,
};

const exitCode = await runProgram(process.argv.slice(2), world, { serve, openView, validate: validateParts });
// A pipe takes 64 KB; the rest is written as its reader gets on. One that is gone wants no more.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<void>((resolve) => stream.once('error', () => resolve()).write('', () => resolve()));
}
// All is said and stopped by now; a look-up that a slow DNS still holds must not hold the end.
process.exit(exitCode);
