import * as E from 'fp-ts/lib/Either.js';
import { decodeText } from '../codecs.js';
import type { Problem } from '../problem.js';
import type { HostAlgorithm } from './host-algorithm.js';
import { reportNotYet } from './not-yet.js';
import type { Parameter, ParameterContext } from './parameter.js';
import { destinationMarks, parameterTable as table } from './parameter-table.js';
import type { Parameters } from './parameters.js';
import { parseDestination } from './parse-destination.js';
import type { Destination, ServiceSpec } from './service-spec.js';

/** What parsing needs of the settings. */
export interface ParseSettings extends ParameterContext {
  readonly hostAlgorithm: HostAlgorithm;
  readonly checkServers: boolean;
  /** Ports that the HTTP frontend listens on. */
  readonly entryPorts: readonly number[];
}

export interface Parsed {
  /** Absent when nothing of the service can be routed to. */
  readonly spec?: ServiceSpec;
  readonly problems: readonly Problem[];
}

/** Reads one parameter: the one with the index if there is one, else the plain one. Problems are collected. */
export type Read = <A>(parameter: Parameter<A>, index?: number) => A | undefined;

/** What is known of a parameter but its type. */
type AnyParameter = Pick<Parameter<unknown>, 'name' | 'indexed'>;

/**
 * Returns the spec of one service and everything that is wrong with it. Never throws, whatever the parameters hold: a
 * bad parameter costs itself (its default counts), a bad destination costs that destination.
 */
export function parseService(parameters: Parameters, settings: ParseSettings): Parsed {
  const problems: Problem[] = [];
  const report: Report = (parameter, value, rule, advice) => {
    problems.push({ service: parameters.serviceName ?? '(without a name)', parameter, value, rule, advice });
  };
  const read = reader(parameters, settings, report);
  const serviceName = read(table.serviceName);
  if (serviceName === undefined) {
    if (parameters.serviceName === undefined) report('serviceName', '', 'is missing', 'set serviceName');
    return { problems };
  }
  if (read(table.replicas) === 0) return { problems };
  if (read(table.attached) === false) {
    report(
      'networks',
      '',
      'has no network in common with the proxy, which cannot reach it',
      "attach the service to the proxy's network",
    );
  }
  const isClosed = reportNotYet(parameters, report);
  const destinations = parseDestinations(parameters, read, report, settings).filter(
    ({ index }) => !isClosed(index),
  );
  reportLeftovers(parameters, report);
  if (destinations.length === 0) return { problems };
  return { spec: specOf(serviceName, destinations, read, settings), problems };
}

/** Records a problem of the service at hand. */
export type Report = (parameter: string, value: string, rule: string, advice: string) => void;

function specOf(
  serviceName: string,
  destinations: readonly Destination[],
  read: Read,
  settings: ParseSettings,
): ServiceSpec {
  const maxTasks = read(table.replicas) ?? read(table.maxTasks);
  const connectionMode = read(table.connectionMode);
  const byTasks = read(table.discoveryType) === 'DNS' || read(table.endpointMode) === 'dnsrr';
  return {
    serviceName,
    aclName: read(table.aclName) ?? serviceName,
    discovery: byTasks ? 'tasks' : 'name',
    ...(maxTasks === undefined ? {} : { maxTasks }),
    checkServers: read(table.checkResolvers) ?? settings.checkServers,
    ...(connectionMode === undefined ? {} : { connectionMode }),
    isDefaultBackend: read(table.isDefaultBackend) ?? false,
    destinations,
  };
}

/** Whether a value was given, usable or not. */
export type IsGiven = (parameter: AnyParameter, index: number) => boolean;

function parseDestinations(
  parameters: Parameters,
  read: Read,
  report: Report,
  settings: ParseSettings,
): readonly Destination[] {
  const indexes = destinationIndexes(parameters);
  const all = indexes.length === 0 ? [0] : indexes;
  const isGiven: IsGiven = ({ name }, index) => Boolean(parameters[`${name}.${index}`] ?? parameters[name]);
  return all.flatMap((index) => parseDestination({ index, read, isGiven, report, settings }) ?? []);
}

/** Indexes in numeric order; none when the plain parameters make the only destination. */
function destinationIndexes(parameters: Parameters): readonly number[] {
  const indexes = new Set<number>();
  for (const name of Object.keys(parameters)) {
    const { base, index } = splitName(name);
    if (index !== undefined && destinationMarks.includes(base)) indexes.add(index);
  }
  return [...indexes].sort((a, b) => a - b);
}

function splitName(name: string): { base: string; index?: number } {
  const match = /^(.*)\.([1-9]\d{0,4})$/.exec(name);
  return match ? { base: match[1] ?? '', index: Number(match[2]) } : { base: name };
}

/** Breaks lines, ends strings or worse wherever a value is used: refused everywhere. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacters = /[\u0000-\u001f\u007f]/;

function reader(parameters: Parameters, context: ParameterContext, report: Report): Read {
  const reported = new Set<string>();
  return (parameter, index) => {
    const indexed = `${parameter.name}.${index}`;
    const name = index !== undefined && parameters[indexed] !== undefined ? indexed : parameter.name;
    const text = parameters[name];
    if (text === undefined || text === '') return undefined;
    const decoded = controlCharacters.test(text)
      ? E.left('must not contain control characters or line breaks')
      : decodeText(parameter.codec(context), text);
    if (E.isRight(decoded)) return decoded.right;
    if (!reported.has(name)) {
      reported.add(name);
      report(name, text, decoded.left, `correct it; until then ${withoutIt(parameter)}`);
    }
    return undefined;
  };
}

function withoutIt({ essential, fallback }: Pick<Parameter<unknown>, 'essential' | 'fallback'>): string {
  if (essential) return 'this destination is left out';
  return fallback === '' ? 'it counts as not set' : `its default counts (${fallback})`;
}

const byName: ReadonlyMap<string, AnyParameter> = new Map(
  Object.values(table).map((parameter) => [parameter.name, parameter]),
);

/** Says so when a known parameter carries an index that means nothing. Unknown names are other programs' business. */
function reportLeftovers(parameters: Parameters, report: Report): void {
  const indexes = destinationIndexes(parameters);
  for (const [name, value] of Object.entries(parameters)) {
    const { base, index } = splitName(name);
    const parameter = byName.get(base);
    if (index === undefined || parameter === undefined) continue;
    if (!parameter.indexed) {
      report(name, value, `is ignored: ${base} belongs to the whole service`, `write it without .${index}`);
    } else if (!indexes.includes(index)) {
      report(
        name,
        value,
        `is ignored: there is no destination ${index}`,
        `set servicePath.${index} and port.${index}`,
      );
    }
  }
}
