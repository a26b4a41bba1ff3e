import { hostMatch } from './host-algorithm.js';
import { parameterTable as table } from './parameter-table.js';
import type { IsGiven, ParseSettings, Read, Report } from './parse.js';
import { isRegularExpression } from './path-rewrites.js';
import type { Destination, HostMatch, PathType, Rewrite } from './service-spec.js';

/** What there is to parse one destination with. */
export interface DestinationInput {
  readonly index: number;
  readonly read: Read;
  readonly isGiven: IsGiven;
  readonly report: Report;
  readonly settings: ParseSettings;
}

/** Returns one destination, or undefined when a part that it cannot do without is missing; the problem is reported. */
export function parseDestination(input: DestinationInput): Destination | undefined {
  const { index, read, isGiven, report, settings } = input;
  const name = (base: string) => (index === 0 ? base : `${base}.${index}`);
  const port = read(table.port, index);
  if (port === undefined) {
    if (!isGiven(table.port, index)) {
      const advice = 'set it to the port the service listens on; until then this destination is left out';
      report(name('port'), '', 'is missing', advice);
    }
    return undefined;
  }
  const selection = parseSelection(input, name);
  if (selection === undefined) return undefined;
  const timeoutServer = read(table.timeoutServer, index);
  const timeoutTunnel = read(table.timeoutTunnel, index);
  if (selection.srcPort !== undefined && !settings.entryPorts.includes(selection.srcPort)) {
    const rule = 'is not a port the proxy listens on';
    report(name('srcPort'), String(selection.srcPort), rule, 'add it to BIND_PORTS');
  }
  return {
    index,
    port,
    ...selection,
    rewrites: rewritesOf(read, index),
    ...(timeoutServer === undefined ? {} : { timeoutServer }),
    ...(timeoutTunnel === undefined ? {} : { timeoutTunnel }),
  };
}

type Selection = Pick<Destination, 'srcPort' | 'pathType' | 'paths' | 'excludedPaths' | 'hosts'>;

/** Returns which requests the destination takes, or undefined when that cannot be told. */
function parseSelection(input: DestinationInput, name: (base: string) => string): Selection | undefined {
  const { index, read, isGiven, report } = input;
  const pathType = read(table.pathType, index) ?? 'path_beg';
  const paths = usablePaths(name('servicePath'), read(table.servicePath, index) ?? [], pathType, report);
  const excludes = read(table.servicePathExclude, index) ?? [];
  const hosts = usableHosts(name('serviceDomain'), input);
  const srcPort = read(table.srcPort, index);
  read(table.reqMode, index);
  if (!isGiven(table.servicePath, index) && !isGiven(table.serviceDomain, index)) {
    report(
      name('servicePath'),
      '',
      'is missing',
      'set servicePath or serviceDomain; this destination is left out',
    );
    return undefined;
  }
  const understood =
    (read(table.pathType, index) !== undefined) === isGiven(table.pathType, index) &&
    (read(table.reqMode, index) !== undefined) === isGiven(table.reqMode, index) &&
    (srcPort !== undefined) === isGiven(table.srcPort, index) &&
    paths.length > 0 === isGiven(table.servicePath, index) &&
    hosts.length > 0 === isGiven(table.serviceDomain, index);
  if (!understood) return undefined;
  return {
    ...(srcPort === undefined ? {} : { srcPort }),
    // A destination with hosts and no paths takes every path.
    ...(paths.length === 0 ? { pathType: 'path_beg', paths: ['/'] } : { pathType, paths }),
    excludedPaths: usablePaths(name('servicePathExclude'), excludes, pathType, report),
    hosts,
  };
}

/** Returns the paths that can match a request; the others are reported and left out. */
function usablePaths(
  parameter: string,
  given: readonly string[],
  pathType: PathType,
  report: Report,
): readonly string[] {
  const usable = given.filter((path) => {
    const rule = pathRule(path, pathType);
    if (rule) report(parameter, path, rule, 'correct it; until then this path is left out');
    return rule === undefined;
  });
  return [...new Set(usable)];
}

/** Returns the rule that a path breaks. */
function pathRule(path: string, pathType: PathType): string | undefined {
  if (pathType === 'path_reg') return isRegularExpression(path) ? undefined : 'must be a regular expression';
  if (pathType === 'path_len') return /^\d{1,6}(:\d{1,6})?$/.test(path) ? undefined : 'must be a length';
  if (!/^[\x21-\x7e]+$/.test(path))
    return 'must not hold spaces or characters other than ASCII (percent-encode them)';
  if (/[?#]/.test(path)) return 'must not hold "?" or "#": the path of a request ends before them';
  if ((pathType === 'path_beg' || pathType === 'path') && !path.startsWith('/')) return 'must begin with "/"';
  return undefined;
}

function usableHosts(
  parameter: string,
  { index, read, report, settings }: DestinationInput,
): readonly HostMatch[] {
  const algorithm = read(table.serviceDomainAlgo) ?? settings.hostAlgorithm;
  const usable = [...new Set(read(table.serviceDomain, index) ?? [])].filter((host) => {
    const good = isRegex(host, algorithm.text) ? isRegularExpression(host) : hostForm.test(host);
    if (!good) report(parameter, host, 'is not a host name', 'correct it; until then this host is left out');
    return good;
  });
  return usable.map((host) => hostMatch(host, algorithm));
}

const isRegex = (host: string, algorithm: string) => algorithm.includes('hdr_reg(') && !host.startsWith('*');

/** Visible ASCII without `#`, `/` and `|`, beginning with neither `:` nor, behind the wildcard, another `*`. */
const hostForm = /^\*?[\x21\x22\x24-\x29\x2b-\x2e\x30-\x39\x3b-\x7b\x7d][\x21\x22\x24-\x2e\x30-\x7b\x7d]*$/;

function rewritesOf(read: Read, index: number): readonly Rewrite[] {
  const search = read(table.reqPathSearch, index);
  const older = search === undefined ? [] : [{ search, replace: read(table.reqPathReplace, index) ?? '' }];
  return [...older, ...(read(table.reqPathSearchReplace, index) ?? [])];
}
