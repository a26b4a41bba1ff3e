import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { parse } from 'yaml';
import { createReadServices } from '../core/desired-state.js';
import { describeProblem } from '../core/problem.js';
import { createRender } from '../core/render/render.js';
import { createLayOut } from '../core/render/templates.js';
import { haproxyCfg, mapText, type RenderedConfig, shownCfg } from '../core/rendered-config.js';
import { readTemplates } from '../read-templates.js';
import { parseSettings, renderSettings } from '../settings-for.js';
import { loadSettings } from './load-settings.js';
import { ServicesFile } from './services-file.js';
import { type ExitCode, exitCodes, type World } from './world.js';

export interface RenderOptions {
  /** YAML or JSON: a list of parameter maps. */
  readonly services: string;
  /** Folder for all files; without it haproxy.cfg is printed. */
  readonly out?: string | undefined;
}

/** `waggle render`: the configuration for a list of services. Problems go to stderr and make the exit code 1. */
export async function render(options: RenderOptions, world: World): Promise<ExitCode> {
  const say = (line: string) => void world.stderr.write(`waggle: ${line}\n`);
  const settings = loadSettings(world.env);
  if (E.isLeft(settings)) {
    settings.left.forEach(say);
    return exitCodes.misuse;
  }
  const services = await readServicesFile(options.services);
  if (E.isLeft(services)) {
    say(services.left);
    return exitCodes.misuse;
  }
  const layOut = createLayOut(await readTemplates(world.templates));
  const { specs, problems } = createReadServices(parseSettings(settings.right))(services.right);
  const config = createRender(
    { ...renderSettings(settings.right), jail: '', errorPages: new Map() },
    layOut,
  )(specs);
  if (options.out === undefined) world.stdout.write(shownCfg(config));
  else await writeAll(config, options.out);
  for (const problem of problems) say(describeProblem(problem));
  return problems.length === 0 ? exitCodes.ok : exitCodes.problems;
}

async function readServicesFile(path: string): Promise<E.Either<string, ServicesFile>> {
  try {
    const decoded = ServicesFile.decode(parse(await readFile(path, 'utf8')));
    return E.isRight(decoded)
      ? decoded
      : E.left(`${path} must be a list of maps of parameter names to texts, numbers or booleans`);
  } catch (error) {
    return E.left(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function writeAll(config: RenderedConfig, folder: string): Promise<void> {
  const files = new Map([
    ['haproxy.cfg', haproxyCfg(config)],
    ...config.maps.map((map) => [map.name, mapText(map)] as const),
    ...config.files,
  ]);
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
