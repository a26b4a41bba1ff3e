import { indexedName } from '../parameters/parameter-name.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import { commonParts } from './common-parts.js';
import { parseRedirectFrom } from './parse-redirect-from.js';
import type { ParseSettings } from './parse-service.js';
import type { HttpDestination, PathType, Rewrite } from './service-spec.js';
import { usableHosts } from './usable-hosts.js';
import { usableExclusions, usablePaths } from './usable-paths.js';

/** Returns a destination of mode http, or undefined when a part that it cannot do without is missing; the problem is reported. */
export function parseHttpDestination(
  index: number,
  reader: Reader,
  settings: ParseSettings,
): HttpDestination | undefined {
  const ports = parsePorts(index, reader, settings);
  const selection = parseSelection(index, reader, settings);
  const rules = parseRules(index, reader, settings);
  const redirectFrom = parseRedirectFrom(index, reader, settings);
  if (ports === undefined || selection === undefined) return undefined;
  return {
    mode: 'http',
    index,
    ...ports,
    ...selection,
    ...rules,
    ...(redirectFrom && { redirectFrom }),
    rewrites: rewritesOf(reader, index),
    ...commonParts(index, reader.read),
  };
}

type Ports = Pick<HttpDestination, 'port' | 'httpsPort' | 'srcPort' | 'srcHttpsPort'>;

function parsePorts(
  index: number,
  { read, report, isGiven }: Reader,
  settings: ParseSettings,
): Ports | undefined {
  const port = read(table.port, index);
  const httpsPort = read(table.httpsPort, index);
  if (!isGiven(table.port, index) && !isGiven(table.httpsPort, index)) {
    const advice = 'set it to the port the service listens on; until then this destination is left out';
    report(indexedName(table.port, index), '', 'is missing', advice);
    return undefined;
  }
  const srcPort = read(table.srcPort, index) ?? (httpsPort === undefined ? undefined : 80);
  const srcHttpsPort = read(table.srcHttpsPort, index) ?? 443;
  const needed = [
    [table.srcPort, port && srcPort],
    [table.srcHttpsPort, httpsPort && srcHttpsPort],
  ] as const;
  for (const [parameter, entryPort] of needed) {
    if (entryPort === undefined || settings.entryPorts.includes(entryPort)) continue;
    const advice = `add it to BIND_PORTS, or set ${parameter.name}`;
    report(indexedName(parameter, index), String(entryPort), 'is not a port the proxy listens on', advice);
  }
  return {
    ...(port && { port }),
    ...(httpsPort && { httpsPort }),
    ...(srcPort && { srcPort }),
    srcHttpsPort,
  };
}

type Selection = Pick<
  HttpDestination,
  'pathType' | 'ignorePathCase' | 'paths' | 'excludedPaths' | 'hosts' | 'headers' | 'userAgents'
>;

/** Returns which requests the destination takes, or undefined when that cannot be told. */
function parseSelection(index: number, reader: Reader, settings: ParseSettings): Selection | undefined {
  const { read, report, isGiven } = reader;
  const given = read(table.pathType, index);
  if (given?.kind === 'sni') {
    const advice = 'it is for reqMode sni; until then this destination is left out';
    report(indexedName(table.pathType, index), 'req_ssl_sni', 'does not compare paths', advice);
    return undefined;
  }
  const pathType: PathType = given?.type ?? 'path_beg';
  const paths = usablePaths(index, pathType, reader);
  const excludedPaths = usableExclusions(index, pathType, reader);
  const hosts = usableHosts(index, reader, settings);
  const headers = read(table.serviceHeader, index) ?? [];
  const userAgents = (read(table.userAgent, index) ?? []).map((text) => text.toLowerCase());
  if (!isGiven(table.servicePath, index) && !isGiven(table.serviceDomain, index)) {
    const advice = 'set servicePath or serviceDomain; this destination is left out';
    report(indexedName(table.servicePath, index), '', 'is missing', advice);
    return undefined;
  }
  if (paths === undefined || excludedPaths === undefined || hosts === undefined) return undefined;
  const ignorePathCase = given?.ignoreCase ?? false;
  return {
    // A destination with hosts and no paths takes every path.
    ...(paths.length === 0
      ? { pathType: 'path_beg', ignorePathCase: false, paths: ['/'] }
      : { pathType, ignorePathCase, paths }),
    excludedPaths,
    hosts,
    headers,
    userAgents: [...new Set(userAgents)],
  };
}

type Rules = Pick<
  HttpDestination,
  | 'allowedMethods'
  | 'deniedMethods'
  | 'denyHttp'
  | 'httpsOnly'
  | 'httpsRedirectCode'
  | 'sslVerifyNone'
  | 'verifyClientSsl'
  | 'ignoreAuthorization'
>;

function parseRules(index: number, { read, report }: Reader, settings: ParseSettings): Rules {
  const verifyClientSsl = read(table.verifyClientSsl, index) ?? false;
  if (verifyClientSsl && !settings.verifiesClients) {
    const advice = 'set CA_FILE; until then every request is answered 403';
    report(indexedName(table.verifyClientSsl, index), 'true', 'has no CA to verify clients against', advice);
  }
  return {
    allowedMethods: read(table.allowedMethods, index) ?? [],
    deniedMethods: read(table.deniedMethods, index) ?? [],
    denyHttp: read(table.denyHttp, index) ?? false,
    httpsOnly: read(table.httpsOnly, index) ?? settings.httpsOnly,
    httpsRedirectCode: Number(read(table.httpsRedirectCode, index) ?? 302),
    sslVerifyNone: read(table.sslVerifyNone, index) ?? false,
    verifyClientSsl,
    ignoreAuthorization: read(table.ignoreAuthorization, index) ?? false,
  };
}

function rewritesOf({ read, isUnreadable }: Reader, index: number): readonly Rewrite[] {
  const search = read(table.reqPathSearch, index);
  const replace = read(table.reqPathReplace, index) ?? '';
  const usable = search !== undefined && !isUnreadable(table.reqPathReplace, index);
  return [...(usable ? [{ search, replace }] : []), ...(read(table.reqPathSearchReplace, index) ?? [])];
}
