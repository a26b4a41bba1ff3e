import { readFile } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import { parseEnvFile } from '../../compose/env-file.js';
import type { Variables } from '../../compose/substitute.js';
import { type GivenFile, readSwarmFiles } from '../../compose/swarm-files.js';
import type { RenderedConfig } from '../../core/rendered-config.js';
import type { Settings } from '../../settings.js';
import { loadSettings } from '../load-settings.js';
import { type ExitCode, exitCodes, type World } from '../world.js';
import { inspect } from './inspect.js';
import { inOrder, jsonReport, summary, textReport } from './report.js';
import type { ValidateParts } from './validate-parts.js';

export interface ValidateOptions {
  /** Name of the stack that the files are deployed as. */
  readonly stack?: string | undefined;
  /** A file of variables beside the environment's. */
  readonly envFile?: string | undefined;
  /** Whether HAProxy is asked; undefined: if there is one. */
  readonly haproxy?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `waggle validate`: what is wrong with services in files, on stdout, before they are deployed. Problems make the exit code 1. */
export async function validate(
  paths: readonly string[],
  options: ValidateOptions,
  world: World,
  parts: ValidateParts,
): Promise<ExitCode> {
  const refuse = (lines: readonly string[]) => {
    for (const line of lines) world.stderr.write(`${line}\n`);
    return exitCodes.misuse;
  };
  const settings = loadSettings(world.env);
  if (E.isLeft(settings)) return refuse(settings.left.map((refusal) => `waggle: ${refusal}`));
  const variables = await variablesOf(options.envFile, world);
  if (E.isLeft(variables)) return refuse([variables.left]);
  const given = await readFiles(paths);
  if (E.isLeft(given)) return refuse(given.left);
  const files = readSwarmFiles(given.right, {
    ...readingOptions(settings.right),
    stack: options.stack,
    variables: variables.right,
  });
  if (E.isLeft(files)) return refuse(files.left);

  const view = await parts.openView(settings.right, world, files.right.services);
  const { HAPROXY_BIN: bin } = settings.right;
  const check =
    options.haproxy === false ? undefined : (config: RenderedConfig) => parts.checkConfig(bin, config);
  const { findings: found, unchecked } = await inspect(files.right, view, check);
  if (options.haproxy === true && unchecked !== undefined) return refuse([`waggle: ${unchecked}`]);

  const findings = inOrder(found, paths);
  const { length: services } = files.right.services;
  if (options.json) world.stdout.write(jsonReport({ findings, unchecked }, services));
  else {
    world.stdout.write(textReport(findings));
    const note =
      check !== undefined && unchecked !== undefined ? `; not checked by HAProxy: ${unchecked}` : '';
    world.stderr.write(`waggle: ${summary(findings, services)}${note}\n`);
  }
  return findings.every(({ hint }) => hint) ? exitCodes.ok : exitCodes.problems;
}

/** Files are read as the controller that these settings belong to would read the swarm. */
function readingOptions(settings: Settings) {
  return {
    notifyLabel: settings.DF_NOTIFY_LABEL,
    serviceNamePrefix: settings.DF_SERVICE_NAME_PREFIX,
    proxyServiceName: settings.SERVICE_NAME,
    separator: settings.SEPARATOR,
  };
}

/** The environment's variables win over those of the file, as with Docker Compose. */
async function variablesOf(path: string | undefined, { env }: World): Promise<E.Either<string, Variables>> {
  if (path === undefined) return E.right(env);
  const text = await readText(path);
  if (E.isLeft(text)) return text;
  const parsed = parseEnvFile(text.right, env);
  return E.isLeft(parsed) ? E.left(`${path}: ${parsed.left}`) : E.right({ ...parsed.right, ...env });
}

async function readFiles(
  paths: readonly string[],
): Promise<E.Either<readonly string[], readonly GivenFile[]>> {
  const files: GivenFile[] = [];
  const refusals: string[] = [];
  for (const path of new Set(paths)) {
    const text = await readText(path);
    if (E.isRight(text)) files.push({ path, text: text.right });
    else refusals.push(text.left);
  }
  return refusals.length > 0 ? E.left(refusals) : E.right(files);
}

async function readText(path: string): Promise<E.Either<string, string>> {
  try {
    return E.right(await readFile(path, 'utf8'));
  } catch (error) {
    return E.left(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
