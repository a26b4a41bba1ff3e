import { BooleanText, integerText, matching, oneOf, PortNumber, Seconds, TextLine } from '../codecs.js';
import { ofDestination, ofService } from './parameter.js';
import { ConnectionModeText } from './values/connection-mode.js';
import { headerNames, headerRules } from './values/header-rules.js';
import { PathReplacement, PathRewrites, PathSearch } from './values/path-rewrites.js';
import { PemText } from './values/pem-text.js';
import { RawLines } from './values/raw-lines.js';

const essential = { essential: true };
const http = { modes: ['http'] } as const;

/** The name of a host; an IPv4 address is of that form, too. */
const Hostname = matching(
  'must be a host name of letters, digits, "_" and "-" in parts of at most 63 with a "." between them',
  /^(?=.{1,200}$)[A-Za-z0-9][A-Za-z0-9_-]{0,62}(\.[A-Za-z0-9_-]{1,63})*$/,
);
const BackendName = matching(
  'must consist of letters, digits, ".", "_", "-" and ":"',
  /^[A-Za-z0-9_.:-]{1,200}$/,
);
const TemplatePath = matching('must be the path of a file', /^[^\s].{0,1000}$/);

/** Parameters of every mode. */
export const generalParameters = {
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
  port: ofDestination('port', PortNumber, '', 'Port of the service inside the network.', essential),
  httpsPort: ofDestination(
    'httpsPort',
    PortNumber,
    '',
    'Port of the service for requests that came in by HTTPS; makes a second backend, chosen on srcHttpsPort.',
    { ...essential, ...http },
  ),
  srcPort: ofDestination(
    'srcPort',
    PortNumber,
    'any; 80 with httpsPort',
    'Entry port: which one the request must have come in by (http), which one is opened (tcp, sni).',
    essential,
  ),
  srcHttpsPort: ofDestination('srcHttpsPort', PortNumber, '443', 'Entry port of HTTPS for httpsPort.', {
    ...essential,
    ...http,
  }),
  reqMode: ofDestination(
    'reqMode',
    oneOf('http', 'tcp', 'sni'),
    'DEFAULT_REQ_MODE',
    'http: requests are routed. tcp, sni: connections are passed on as they are, with sni by the server name of TLS.',
    essential,
  ),
  distribute: ofService(
    'distribute',
    BooleanText,
    'true from the controller',
    'In a request to the HTTP API: send it on to every task of the proxy. A label has no effect: every proxy gets every service.',
  ),
  replicas: ofService(
    'replicas',
    integerText(0, 1_000_000),
    'global',
    'Wanted tasks. With 0 the service is not routed to.',
  ),
  outboundHostname: ofDestination(
    'outboundHostname',
    Hostname,
    'serviceName',
    'Another host to dial instead of the service.',
    essential,
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
    http,
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
  isDefaultBackend: ofService('isDefaultBackend', BooleanText, 'false', 'Takes what no route matched.', http),
  proxyInstanceName: ofService(
    'proxyInstanceName',
    TextLine,
    '',
    'With FILTER_PROXY_INSTANCE_NAME a proxy takes only services that name its PROXY_INSTANCE_NAME here.',
  ),
  addReqHeader: ofService(
    'addReqHeader',
    headerRules,
    '',
    'Headers added to the request: `Name value`, with an optional condition `if …`.',
    http,
  ),
  setReqHeader: ofService(
    'setReqHeader',
    headerRules,
    '',
    'Headers of the request that are set, in place of what the client sent.',
    http,
  ),
  delReqHeader: ofService(
    'delReqHeader',
    headerNames,
    '',
    'Headers that are taken out of the request.',
    http,
  ),
  addResHeader: ofService('addResHeader', headerRules, '', 'Headers added to the answer.', http),
  setResHeader: ofService('setResHeader', headerRules, '', 'Headers of the answer that are set.', http),
  delResHeader: ofService('delResHeader', headerNames, '', 'Headers that are taken out of the answer.', http),
  addHeader: ofService('addHeader', headerRules, '', 'Older spelling of addReqHeader.', http),
  setHeader: ofService('setHeader', headerRules, '', 'Older spelling of setReqHeader.', http),
  backendExtra: ofService(
    'backendExtra',
    RawLines,
    '',
    "Raw lines of HAProxy's configuration at the end of the service's backends; `\\n` separates lines.",
    // It may be what protects the service.
    { lines: true, essential: true },
  ),
  templateFePath: ofService(
    'templateFePath',
    TemplatePath,
    '',
    "Template in TEMPLATES_DIR that takes the place of the service's part of the frontend: see templates.md.",
    { ...essential, ...http },
  ),
  templateBePath: ofService(
    'templateBePath',
    TemplatePath,
    '',
    "Template in TEMPLATES_DIR that takes the place of the service's backends.",
    { ...essential, ...http },
  ),
  userDef: ofDestination('userDef', TextLine, '', 'A value of your own for templates.'),
  serviceCert: ofService(
    'serviceCert',
    PemText,
    '',
    'Certificate and private key (PEM, line breaks written `\\n`); stored under the first serviceDomain, or else the service name.',
    { secret: true, lines: true },
  ),
  reqPathSearchReplace: ofDestination(
    'reqPathSearchReplace',
    PathRewrites,
    '',
    'Pairs `search,replace` separated by `:`; each replaces the first match of a regular expression in the path.',
    http,
  ),
  reqPathSearch: ofDestination(
    'reqPathSearch',
    PathSearch,
    '',
    'Older spelling of one pair, with reqPathReplace; comes first.',
    http,
  ),
  reqPathReplace: ofDestination('reqPathReplace', PathReplacement, '', 'See reqPathSearch.', http),
} as const;
