import { patternForm } from '../language/pattern-form.js';
import type { Mode } from '../parameters/parameter.js';
import { indexedName } from '../parameters/parameter-name.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import type { SniMethod } from '../parameters/values/path-type.js';
import { commonParts } from './common-parts.js';
import type { ParseSettings } from './parse-service.js';
import type { HostMatch, TcpDestination } from './service-spec.js';
import { usableHosts } from './usable-hosts.js';

/** Returns a destination of mode tcp or sni, or undefined when a part that it cannot do without is missing; the problem is reported. */
export function parseTcpDestination(
  index: number,
  mode: Exclude<Mode, 'http'>,
  reader: Reader,
  settings: ParseSettings,
): TcpDestination | undefined {
  const { read, report, isGiven } = reader;
  const port = read(table.port, index);
  const srcPort = read(table.srcPort, index);
  for (const parameter of [table.port, table.srcPort]) {
    if (isGiven(parameter, index)) continue;
    const advice = `reqMode ${mode} needs port and srcPort; until then this destination is left out`;
    report(indexedName(parameter, index), '', 'is missing', advice);
  }
  const hosts = mode === 'sni' ? sniHosts(index, reader, settings) : usableHosts(index, reader, settings);
  const timeoutClient = read(table.timeoutClient, index);
  const serviceGroup = read(table.serviceGroup, index);
  const balanceGroup = read(table.balanceGroup, index);
  if (port === undefined || srcPort === undefined || hosts === undefined) return undefined;
  return {
    mode: 'tcp',
    index,
    port,
    srcPort,
    hosts,
    checkTcp: read(table.checkTcp, index) ?? false,
    clitcpka: read(table.clitcpka, index) ?? false,
    ...(timeoutClient && { timeoutClient }),
    ...(serviceGroup && { serviceGroup }),
    ...(balanceGroup && { balanceGroup }),
    ...commonParts(index, read),
  };
}

/** In sni mode the names stand in servicePath, and pathType says how they are compared; serviceDomain is understood, too. */
function sniHosts(index: number, reader: Reader, settings: ParseSettings): readonly HostMatch[] | undefined {
  const { read, report, isGiven } = reader;
  if (!isGiven(table.servicePath, index)) return usableHosts(index, reader, settings);
  const pathType = read(table.pathType, index) ?? { kind: 'sni', method: 'str' };
  if (pathType.kind === 'path') {
    const advice = 'write it like req_ssl_sni -i -m beg; until then this destination is left out';
    report(indexedName(table.pathType, index), pathType.type, 'does not compare server names', advice);
    return undefined;
  }
  const { method } = pathType;
  const takes = patternForm(method, sniForm);
  const parameter = indexedName(table.servicePath, index);
  const names = (read(table.servicePath, index) ?? []).filter((name) => {
    const good = takes(name);
    if (!good) report(parameter, name, 'is not a server name', 'correct it; until then it is left out');
    return good;
  });
  const matches = [...new Set(names)].map((name) => sniMatch(name, method));
  return matches.length === 0 ? undefined : matches;
}

const sniForm = /^[\x21-\x7e]{1,255}$/;

function sniMatch(name: string, method: SniMethod): HostMatch {
  switch (method) {
    case 'str':
      return { kind: 'exact', host: name.toLowerCase() };
    case 'beg':
      return { kind: 'prefix', host: name.toLowerCase() };
    case 'end':
      return { kind: 'suffix', host: name.toLowerCase() };
    case 'reg':
    case 'len':
      return { kind: 'method', method, pattern: name };
    case 'dom':
    case 'dir':
    case 'sub':
      return { kind: 'method', method, pattern: name.toLowerCase() };
  }
}
