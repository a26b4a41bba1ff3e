import {
  BooleanText,
  type FromText,
  integerText,
  listText,
  matching,
  oneOf,
  PortNumber,
  Seconds,
} from '../codecs.js';
import { ConnectionModeText } from './connection-mode.js';
import { HostAlgorithmText } from './host-algorithm.js';
import type { Parameter, ParameterContext } from './parameter.js';
import { PathRewrites } from './path-rewrites.js';
import { pathTypes } from './service-spec.js';

type Codec<A> = FromText<A> | ((context: ParameterContext) => FromText<A>);

/** A parameter that belongs to one destination: it may carry an index, and without one it is the default of all. */
function ofDestination<A>(name: string, codec: Codec<A>, fallback: string, doc: string): Parameter<A> {
  return { name, indexed: true, essential: false, codec: inContext(codec), fallback, doc };
}

/** A parameter of a destination that decides which requests it takes or where they go: never guessed. */
function essential<A>(name: string, codec: Codec<A>, fallback: string, doc: string): Parameter<A> {
  return { ...ofDestination(name, codec, fallback, doc), essential: true };
}

/** A parameter of the service as a whole. */
function ofService<A>(name: string, codec: Codec<A>, fallback: string, doc: string): Parameter<A> {
  return { name, indexed: false, essential: false, codec: inContext(codec), fallback, doc };
}

function inContext<A>(codec: Codec<A>): (context: ParameterContext) => FromText<A> {
  return typeof codec === 'function' ? codec : () => codec;
}

const list = ({ separator }: ParameterContext) => listText(separator);

const Hostname = matching(
  'must be a name of letters, digits, ".", "_" and "-"',
  /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,200}[A-Za-z0-9_])?$/,
);
const BackendName = matching(
  'must consist of letters, digits, ".", "_", "-" and ":"',
  /^[A-Za-z0-9_.:-]{1,200}$/,
);
const Search = matching('must be a regular expression', /^.+$/);

/** Every parameter: name, whether it carries an index, codec, default, meaning. */
export const parameterTable = {
  serviceName: ofService(
    'serviceName',
    Hostname,
    'the Swarm name',
    'Name of the service, and the address dialled on the network.',
  ),
  aclName: ofService(
    'aclName',
    BackendName,
    'serviceName',
    'Orders the routes, alphabetically; first part of backend names.',
  ),
  replicas: ofService(
    'replicas',
    integerText(0, 1_000_000),
    'global',
    'Wanted tasks. With 0 the service is not routed to.',
  ),
  discoveryType: ofService(
    'discoveryType',
    oneOf('Overlay', 'DNS'),
    'Overlay; DNS for a dnsrr service',
    'Overlay: one server, the service name, which Docker balances. DNS: one server a task, from `tasks.<service>`.',
  ),
  checkResolvers: ofService(
    'checkResolvers',
    BooleanText,
    'CHECK_RESOLVERS',
    'Health-check the servers. Names are resolved at run time in any case.',
  ),
  connectionMode: ofService(
    'connectionMode',
    ConnectionModeText,
    'CONNECTION_MODE',
    'How connections are reused: http-keep-alive, http-server-close or httpclose.',
  ),
  isDefaultBackend: ofService('isDefaultBackend', BooleanText, 'false', 'Takes what no route matched.'),
  serviceDomainAlgo: ofService(
    'serviceDomainAlgo',
    HostAlgorithmText,
    'SERVICE_DOMAIN_ALGO',
    'How hosts match: hdr(host) equal, hdr_beg(host) beginning, hdr_end(host) end, hdr_dom(host) on dot boundaries, or any HAProxy sample fetch.',
  ),
  endpointMode: ofService(
    'swarm.endpointMode',
    oneOf('vip', 'dnsrr'),
    'vip',
    'Set by the controller: whether Swarm gives the service a virtual address.',
  ),
  maxTasks: ofService(
    'swarm.maxTasks',
    integerText(1, 1_000_000),
    'replicas',
    'Set by the controller: the most tasks a global service has.',
  ),
  attached: ofService(
    'swarm.attached',
    BooleanText,
    'not known',
    'Set by the controller: whether the service shares a network with the proxy.',
  ),

  port: essential('port', PortNumber, '', 'Port of the service inside the network.'),
  srcPort: essential('srcPort', PortNumber, 'any', 'Entry port the request must have come in by.'),
  reqMode: essential('reqMode', oneOf('http'), 'http', 'Protocol of the destination.'),
  servicePath: essential(
    'servicePath',
    list,
    '/ where serviceDomain is set',
    'Paths that are routed to the service.',
  ),
  servicePathExclude: ofDestination(
    'servicePathExclude',
    list,
    '',
    'Paths that are not, though servicePath matches.',
  ),
  pathType: essential(
    'pathType',
    oneOf(...pathTypes),
    'path_beg',
    "HAProxy's matching method for the paths.",
  ),
  serviceDomain: essential(
    'serviceDomain',
    list,
    'any host',
    'Hosts that are routed to the service. A leading `*` matches the end of the host.',
  ),
  timeoutServer: ofDestination(
    'timeoutServer',
    Seconds,
    'TIMEOUT_SERVER',
    'Seconds the service may be silent.',
  ),
  timeoutTunnel: ofDestination(
    'timeoutTunnel',
    Seconds,
    'TIMEOUT_TUNNEL',
    'Seconds a tunnel (WebSocket) may be silent.',
  ),
  reqPathSearchReplace: ofDestination(
    'reqPathSearchReplace',
    PathRewrites,
    '',
    'Pairs `search,replace` separated by `:`; each replaces the first match of a regular expression in the path.',
  ),
  reqPathSearch: ofDestination(
    'reqPathSearch',
    Search,
    '',
    'Older spelling of one pair, with reqPathReplace; comes first.',
  ),
  reqPathReplace: ofDestination('reqPathReplace', matching('must be text', /^.*$/), '', 'See reqPathSearch.'),
} as const;

/** Parameters that make an indexed destination exist (`port.3` makes destination 3). */
export const destinationMarks: readonly string[] = ['servicePath', 'port', 'serviceDomain', 'httpsPort'];
