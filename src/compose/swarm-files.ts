import * as E from 'fp-ts/lib/Either.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { ServiceParametersOptions } from '../core/snapshot/service-parameters.js';
import { labelNames } from '../core/snapshot/service-parameters.js';
import { type Finding, located } from '../core/validation/finding.js';
import type { Places } from '../core/validation/place.js';
import { parseServicesFile } from '../parse-services-file.js';
import type { ComposeService } from './compose-service.js';
import { listedServices } from './listed-services.js';
import { locateServicesFile } from './locate-services-file.js';
import { readCompose } from './read-compose.js';
import type { Variables } from './substitute.js';
import { readYaml, type YamlFile } from './yaml-file.js';

/** Services of files, as a proxy would be given them, where they stand, and what is wrong with how they are written. */
export interface SwarmFiles {
  readonly services: readonly Parameters[];
  readonly places: Places;
  readonly findings: readonly Finding[];
}

/** A file's text; the path is its name in findings. */
export interface GivenFile {
  readonly path: string;
  readonly text: string;
}

export interface SwarmFilesOptions extends ServiceParametersOptions {
  readonly variables: Variables;
  /** Name of the stack that the compose files are deployed as. */
  readonly stack: string | undefined;
  /** Separator of lists in parameters. */
  readonly separator: string;
}

/**
 * Reads compose files and services files, told apart by what they hold, as parts of one swarm. Left: a line of text for each
 * file that is neither.
 */
export function readSwarmFiles(
  files: readonly GivenFile[],
  options: SwarmFilesOptions,
): E.Either<readonly string[], SwarmFiles> {
  const read = files.map((file) => readFile(file, options));
  const refusals = read.flatMap((one) => (E.isLeft(one) ? [one.left] : []));
  if (refusals.length > 0) return E.left(refusals);
  const content = read.flatMap((one) => (E.isRight(one) ? [one.right] : []));
  const given = content.flatMap(({ compose }) => compose);
  const compose = listedServices(given, options);
  return E.right({
    services: [...compose.services, ...content.flatMap(({ services }) => services)],
    places: new Map([...compose.places, ...content.flatMap(({ places }) => [...places])]),
    findings: [...content.flatMap(({ findings }) => findings), ...compose.findings],
  });
}

interface FileContent extends SwarmFiles {
  readonly compose: readonly ComposeService[];
}

const nothing: FileContent = { services: [], places: new Map(), findings: [], compose: [] };

function readFile({ path, text }: GivenFile, options: SwarmFilesOptions): E.Either<string, FileContent> {
  const file = readYaml(text);
  if (E.isLeft(file)) {
    const { line, rule } = file.left;
    return E.left(`${line === undefined ? path : `${path}:${line}`}: ${rule}`);
  }
  if (file.right.items(file.right.root) !== undefined)
    return ofServicesFile(file.right, { path, text }, options);
  if (file.right.entries(file.right.root)?.some(({ key }) => key === 'services')) {
    const { prefix, notify } = labelNames(options.notifyLabel);
    const isOurs = (label: string) => label.startsWith(prefix) || label === notify;
    const { services, findings } = readCompose(file.right, { path, variables: options.variables, isOurs });
    return E.right({ ...nothing, compose: services, findings });
  }
  return E.left(
    `${path}: is neither a compose file (a map with services) nor a services file (a list of maps)`,
  );
}

function ofServicesFile(
  file: YamlFile,
  { path, text }: GivenFile,
  { separator }: SwarmFilesOptions,
): E.Either<string, FileContent> {
  const parsed = parseServicesFile(text, separator);
  if (E.isLeft(parsed)) return E.left(`${path}: ${parsed.left}`.replace(/: line (\d+): /, ':$1: '));
  const places = locateServicesFile(file, path);
  const findings = parsed.right.problems.map((problem) => located(problem, 'parameter', places));
  return E.right({ ...nothing, services: parsed.right.services, places, findings });
}
