import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { ReadServices } from '../core/desired-state.js';
import { fromQuery } from '../core/parameters/from-query.js';
import { describeProblem, type Problem } from '../core/problem.js';
import type { Render } from '../core/render/render.js';
import { haproxyCfg, mapText, type RenderedConfig, shownCfg } from '../core/rendered-config.js';
import type { StaticServices } from '../core/static-services.js';
import type { Settings } from '../settings.js';
import { loadSettings } from './load-settings.js';
import { readServicesFile } from './read-services-file.js';
import { type ExitCode, exitCodes, type World } from './world.js';

export interface RenderOptions {
  /** A services file, YAML or JSON. */
  readonly services?: string | undefined;
  /** Services as queries of `reconfigure`. */
  readonly query: readonly string[];
  /** Folder for all files; without it haproxy.cfg is printed. */
  readonly out?: string | undefined;
}

/** How services are read and rendered with certain settings and files, and what is wrong with the files. */
export interface RenderView {
  readonly readServices: ReadServices;
  readonly render: Render;
  readonly problems: readonly Problem[];
}
export type OpenView = (settings: Settings, world: World) => Promise<RenderView>;

/** `waggle render`: the configuration for a list of services. Problems go to stderr and make the exit code 1. */
export async function render(options: RenderOptions, world: World, openView: OpenView): Promise<ExitCode> {
  const say = (line: string) => void world.stderr.write(`waggle: ${line}\n`);
  const settings = loadSettings(world.env);
  if (E.isLeft(settings)) {
    settings.left.forEach(say);
    return exitCodes.misuse;
  }
  const given = await givenServices(options, settings.right.SEPARATOR);
  if (E.isLeft(given)) {
    say(given.left);
    return exitCodes.misuse;
  }
  const view = await openView(settings.right, world);
  const { specs, problems } = view.readServices(given.right.services);
  const { config, problems: ofRendering } = view.render(specs);
  if (options.out === undefined) world.stdout.write(shownCfg(config));
  else await writeAll(config, options.out);
  const all = [...given.right.problems, ...view.problems, ...problems, ...ofRendering];
  for (const problem of all) say(describeProblem(problem));
  return all.length === 0 ? exitCodes.ok : exitCodes.problems;
}

/** Returns the services of the file and of the queries, or why they cannot be read. */
async function givenServices(
  { services: path, query }: RenderOptions,
  separator: string,
): Promise<E.Either<string, StaticServices>> {
  if (path === undefined && query.length === 0) return E.left('say what to render: --services or --query');
  const queries = E.sequenceArray(query.map(fromQuery));
  if (E.isLeft(queries)) return queries;
  const file = path === undefined ? E.right(noServices) : await readServicesFile(path, separator);
  return E.map(({ services, problems }: StaticServices) => ({
    services: [...services, ...queries.right],
    problems,
  }))(file);
}

const noServices: StaticServices = { services: [], problems: [] };

async function writeAll(config: RenderedConfig, folder: string): Promise<void> {
  const files = new Map([
    ['haproxy.cfg', haproxyCfg(config)],
    ...config.maps.map((map) => [map.name, mapText(map)] as const),
    ...config.files,
    ...config.certificates,
  ]);
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    // Passwords and private keys are among them.
    await writeFile(join(folder, name), text, { mode: 0o600 });
  }
}
