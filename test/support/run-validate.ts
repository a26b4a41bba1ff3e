import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type ValidateOptions, validate } from '../../src/cli/validate/validate.js';
import type { ValidateParts } from '../../src/cli/validate/validate-parts.js';
import { openValidationView } from '../../src/wiring/open-validation-view.js';

const templates = fileURLToPath(new URL('../../templates', import.meta.url));

/** Runs `waggle validate` in this process, on a machine without folders of a proxy. HAProxy takes everything, unless told otherwise. */
export async function runValidate(
  paths: readonly string[],
  options: ValidateOptions = {},
  env: Readonly<Record<string, string>> = {},
  checkConfig: ValidateParts['checkConfig'] = () => TE.right(undefined),
) {
  const [stdout, stderr] = [collector(), collector()];
  const world = {
    env: { SECRETS_DIR: '/no/secrets', TEMPLATES_DIR: '/no/templates', CERTS_DIR: '/no/certs', ...env },
    stdout: stdout.stream,
    stderr: stderr.stream,
    clock: () => 0,
    version: '0.0.0',
    templates,
    asRoot: false,
    ended: () => new Promise<string>(() => {}),
  };
  const code = await validate(paths, options, world, { openView: openValidationView, checkConfig });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector() {
  let text = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
