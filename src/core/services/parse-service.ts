import { destinationIndexes } from '../parameters/destination-indexes.js';
import type { Mode, ParameterContext } from '../parameters/parameter.js';
import { type AnyParameter, parameterTable as table } from '../parameters/parameter-table.js';
import type { Parameters } from '../parameters/parameters.js';
import { createReader, type Reader } from '../parameters/reader.js';
import type { HostAlgorithm } from '../parameters/values/host-algorithm.js';
import type { Problem } from '../problem.js';
import { allHeaderRules } from './applied-header-rules.js';
import { reportLeftovers } from './leftovers.js';
import { type KnownUsers, parseAccess } from './parse-access.js';
import { parseHttpDestination } from './parse-http-destination.js';
import { parseServiceCertificate } from './parse-service-certificate.js';
import { parseTcpDestination } from './parse-tcp-destination.js';
import { parseTemplates } from './parse-templates.js';
import type { Destination, ServiceSpec } from './service-spec.js';

/** What parsing needs of the settings and of the files beside them. */
export interface ParseSettings extends ParameterContext {
  readonly hostAlgorithm: HostAlgorithm;
  readonly checkServers: boolean;
  readonly defaultMode: Mode;
  readonly httpsOnly: boolean;
  /** Ports that the HTTP frontend listens on, with or without a certificate. */
  readonly entryPorts: readonly number[];
  readonly users: KnownUsers;
  /** Only services with this proxyInstanceName are taken; all, when absent. */
  readonly instance?: string;
  /** Whether there is a CA to verify clients against. */
  readonly verifiesClients: boolean;
  /** The folder that templates are named in, and their names relative to it. */
  readonly templatesFolder: string;
  readonly templates: ReadonlySet<string>;
}

/** What became of one service's parameters. */
export interface Parsed {
  /** Absent when nothing of the service can be routed to. */
  readonly spec?: ServiceSpec;
  readonly problems: readonly Problem[];
}

/**
 * Returns the spec of one service and everything that is wrong with it. Never throws, whatever the parameters hold: a
 * bad parameter costs itself (its default counts), a bad destination costs that destination.
 */
export function parseService(parameters: Parameters, settings: ParseSettings): Parsed {
  const reader = createReader(parameters, settings);
  const { read, report, problems } = reader;
  const serviceName = read(table.serviceName);
  if (serviceName === undefined) {
    if (!parameters.serviceName) report('serviceName', '', 'is missing', 'set serviceName');
    return { problems };
  }
  const instance = read(table.proxyInstanceName);
  if (settings.instance !== undefined && instance !== settings.instance) return { problems: [] };
  // For requests to the API alone; what it says is told here all the same.
  read(table.distribute);
  if (read(table.replicas) === 0) return { problems };
  if (read(table.attached) === false) {
    report(
      'networks',
      '',
      'has no network in common with the proxy, which cannot reach it',
      "attach the service to the proxy's network",
    );
  }
  const templates = parseTemplates(reader, settings);
  // Read before the destinations: an essential of the whole service that cannot be read costs all of them.
  read(table.backendExtra);
  const indexes = destinationIndexes(parameters);
  const modes = new Map(indexes.map((index) => [index, read(table.reqMode, index) ?? settings.defaultMode]));
  const destinations = [...modes].flatMap(
    ([index, mode]) => parseDestination(index, mode, reader, settings) ?? [],
  );
  const [first, ...others] = destinations;
  const spec =
    first === undefined || templates === undefined
      ? undefined
      : {
          parameters,
          ...specOf(serviceName, [first, ...others], reader, settings),
          ...templates,
          ...parseServiceCertificate(serviceName, indexes, reader),
        };
  reportLeftovers(parameters, modes, report);
  return { ...(spec && { spec }), problems };
}

function parseDestination(
  index: number,
  mode: Mode,
  reader: Reader,
  settings: ParseSettings,
): Destination | undefined {
  const destination =
    mode === 'http'
      ? parseHttpDestination(index, reader, settings)
      : parseTcpDestination(index, mode, reader, settings);
  const isUnclear = essentials[mode].some((parameter) => reader.isUnreadable(parameter, index));
  return isUnclear ? undefined : destination;
}

const essentials: Readonly<Record<Mode, readonly AnyParameter[]>> = {
  http: essentialsOf('http'),
  tcp: essentialsOf('tcp'),
  sni: essentialsOf('sni'),
};

function essentialsOf(mode: Mode): readonly AnyParameter[] {
  const rows: readonly AnyParameter[] = Object.values(table);
  return rows.filter(({ essential, modes }) => essential && modes.includes(mode));
}

function specOf(
  serviceName: string,
  destinations: readonly Destination[],
  reader: Reader,
  settings: ParseSettings,
): Omit<ServiceSpec, 'parameters'> {
  const { read } = reader;
  const maxTasks = read(table.replicas) ?? read(table.maxTasks);
  const connectionMode = read(table.connectionMode);
  const algorithms = read(table.compressionAlgo);
  const types = read(table.compressionType);
  const sticky = read(table.sessionType) !== undefined;
  const byTasks = read(table.discoveryType) === 'DNS' || read(table.endpointMode) === 'dnsrr' || sticky;
  const access = parseAccess(reader, settings.users);
  return {
    serviceName,
    aclName: read(table.aclName) ?? serviceName,
    discovery: byTasks ? 'tasks' : 'name',
    ...(maxTasks === undefined ? {} : { maxTasks }),
    checkServers: read(table.checkResolvers) ?? settings.checkServers,
    ...(connectionMode === undefined ? {} : { connectionMode }),
    isDefaultBackend: read(table.isDefaultBackend) ?? false,
    headerRules: allHeaderRules(read),
    compression: { ...(algorithms && { algorithms }), ...(types && { types }) },
    sticky,
    ...(access && { access }),
    redirectWhenHttpProto: read(table.redirectWhenHttpProto) ?? false,
    redirectUnlessHttpsProto: read(table.redirectUnlessHttpsProto) ?? false,
    backendExtra: read(table.backendExtra) ?? [],
    destinations,
  };
}
