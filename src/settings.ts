import * as t from 'io-ts';
import {
  BooleanText,
  type FromText,
  fromText,
  HaproxyTime,
  integerText,
  listText,
  NonEmptyText,
  oneOf,
  PortNumber,
  Seconds,
  splitList,
  Text,
} from './core/codecs.js';
import { ConnectionModeText } from './core/parameters/connection-mode.js';
import { HostAlgorithmText } from './core/parameters/host-algorithm.js';

export type Half = 'proxy' | 'controller' | 'both';

/** A row of the table: a codec that knows its default (as it would be written in the environment) and its meaning. */
export class Setting<A> extends t.Type<A, string, unknown> {
  readonly half: Half;
  readonly default: string;
  readonly doc: string;

  constructor(half: Half, codec: FromText<A>, fallback: string, doc: string) {
    super(codec.name, codec.is, codec.validate, codec.encode);
    this.half = half;
    this.default = fallback;
    this.doc = doc;
  }
}

function setting<A>(half: Half, codec: FromText<A>, fallback: string, doc: string): Setting<A> {
  return new Setting(half, codec, fallback, doc);
}

/** One port of the HTTP frontend: `options` are further words of HAProxy's bind line. */
export interface EntryPort {
  readonly port: number;
  readonly options: string;
  readonly ssl: boolean;
}

const EntryPorts = fromText<readonly EntryPort[]>(
  'must be a list of `port[ options][:ssl]` separated by ","',
  (text) => {
    const ports = splitList(text, ',').map((item) => {
      const match = /^(\d{1,5})((?: [\x21-\x39\x3b-\x7e]+)*)(:ssl)?$/.exec(item);
      const port = Number(match?.[1]);
      return match && port >= 1 && port <= 65535
        ? [{ port, options: (match[2] ?? '').trim(), ssl: match[3] !== undefined }]
        : [];
    });
    return ports.every((port) => port.length === 1) ? ports.flat() : undefined;
  },
  (ports) =>
    ports.map(({ port, options, ssl }) => `${port} ${options}`.trim() + (ssl ? ':ssl' : '')).join(','),
);

const Lines = fromText<readonly string[]>(
  'must be lines',
  (text) => splitList(text, '\n'),
  (lines) => lines.join('\n'),
);

/**
 * Every setting: environment variable → codec, default, meaning. docs/settings.md is made from this table. A Docker
 * secret `dfp_<name in lower case>` wins over the variable.
 */
export const settingsTable = {
  DEFAULT_PORTS: setting('proxy', EntryPorts, '80,443:ssl', 'Ports of the HTTP frontend.'),
  BIND_PORTS: setting('proxy', EntryPorts, '', 'More ports of the HTTP frontend.'),
  CHECK_RESOLVERS: setting(
    'proxy',
    BooleanText,
    'false',
    'Health-check every server with a TCP connection (names are always resolved at run time).',
  ),
  CONNECTION_MODE: setting(
    'proxy',
    ConnectionModeText,
    'http-keep-alive',
    'How connections are reused; forceclose is the old name of httpclose.',
  ),
  LISTENER_ADDRESS: setting(
    'proxy',
    listText(','),
    '',
    'Controllers (or Swarm Listeners) to pull from: `host[:port]`, port 8080. `waggle run` asks its own tasks when it is empty.',
  ),
  RELOAD_INTERVAL: setting(
    'proxy',
    integerText(100, 86_400_000),
    '5000',
    'Milliseconds between pulls from the listener.',
  ),
  RESOLVERS: setting('proxy', Lines, 'nameserver dns 127.0.0.11:53', "Lines of HAProxy's resolvers section."),
  SEPARATOR: setting('proxy', NonEmptyText, ',', 'Separator of lists in parameters.'),
  SERVICE_DOMAIN_ALGO: setting(
    'proxy',
    HostAlgorithmText,
    'hdr_beg(host)',
    'How hosts match where a service does not say.',
  ),
  SERVICE_NAME: setting(
    'both',
    NonEmptyText,
    'proxy',
    'Swarm name of the proxy service; `tasks.<SERVICE_NAME>` are its tasks.',
  ),
  TIMEOUT_CLIENT: setting('proxy', Seconds, '20', 'Seconds a client may be silent.'),
  TIMEOUT_CONNECT: setting('proxy', Seconds, '5', 'Seconds to connect to a server.'),
  TIMEOUT_QUEUE: setting('proxy', Seconds, '30', 'Seconds a request waits for a free server.'),
  TIMEOUT_SERVER: setting('proxy', Seconds, '20', 'Seconds a server may be silent.'),
  TIMEOUT_TUNNEL: setting('proxy', Seconds, '3600', 'Seconds a tunnel (WebSocket) may be silent.'),
  TIMEOUT_HTTP_REQUEST: setting('proxy', Seconds, '5', 'Seconds a client may take to send its request head.'),
  TIMEOUT_HTTP_KEEP_ALIVE: setting(
    'proxy',
    Seconds,
    '15',
    'Seconds an idle keep-alive connection stays open.',
  ),
  IP: setting('both', NonEmptyText, '0.0.0.0', 'Address the API listens on.'),
  PORT: setting('both', PortNumber, '8080', 'Port the API listens on, and the port of the other tasks.'),

  DF_DOCKER_HOST: setting(
    'controller',
    NonEmptyText,
    'unix:///var/run/docker.sock',
    'Docker API: `unix://` or `tcp://`.',
  ),
  DOCKER_TLS_VERIFY: setting('controller', Text, '', 'Anything: speak TLS to a `tcp://` Docker API.'),
  DOCKER_CERT_PATH: setting('controller', Text, '', 'Folder of ca.pem, cert.pem and key.pem for it.'),
  DF_NOTIFY_LABEL: setting(
    'controller',
    NonEmptyText,
    'com.df.notify',
    'Services with this label count. The part up to its last dot is the prefix of all labels.',
  ),
  DF_SERVICE_NAME_PREFIX: setting('controller', Text, '', 'Put before service names.'),
  DF_USE_DOCKER_SERVICE_EVENTS: setting('controller', BooleanText, 'true', 'Listen to service events.'),
  DF_USE_DOCKER_NODE_EVENTS: setting('controller', BooleanText, 'true', 'Listen to node events.'),

  CERTS_DIR: setting('proxy', NonEmptyText, '/certs', 'Folder of certificates.'),
  SECRETS_DIR: setting('both', NonEmptyText, '/run/secrets', 'Folder of Docker secrets.'),
  ERRORFILES_DIR: setting(
    'proxy',
    NonEmptyText,
    '/errorfiles',
    'Folder of error pages `<status>.http`; built-in pages where one is missing.',
  ),
  TEMPLATES_DIR: setting('proxy', NonEmptyText, '/cfg/tmpl', "Folder of the operator's templates."),
  SERVICES_FILE: setting(
    'proxy',
    Text,
    '',
    'YAML file of static services, read again whenever it changes: see static-services.md.',
  ),
  STATE_DIR: setting('proxy', NonEmptyText, '/var/lib/waggle', 'Folder of what survives a restart.'),
  RUN_DIR: setting('proxy', NonEmptyText, '/run/waggle', "Folder of HAProxy's configuration and sockets."),
  RESYNC: setting('controller', integerText(1, 86_400), '30', 'Seconds between full re-lists.'),
  DEBOUNCE: setting(
    'both',
    integerText(0, 60_000),
    '100',
    'Milliseconds: what follows a first event within this time is gathered into one more pass.',
  ),
  RELOAD_MIN_INTERVAL: setting(
    'proxy',
    integerText(0, 600_000),
    '500',
    'Milliseconds between two reloads; the first after a quiet time is not delayed.',
  ),
  HARD_STOP_AFTER: setting(
    'proxy',
    HaproxyTime,
    '30m',
    'How long an old HAProxy worker may keep long connections.',
  ),
  HAPROXY_BIN: setting('proxy', NonEmptyText, 'haproxy', 'HAProxy to run.'),
  LOG_LEVEL: setting(
    'both',
    oneOf('debug', 'info', 'warn', 'error'),
    'info',
    'Least severe level that is logged.',
  ),
  LOG_FORMAT: setting('both', oneOf('auto', 'json', 'pretty'), 'auto', 'auto: json, pretty on a terminal.'),
} as const;

/** Decodes a complete map of setting → text. */
export const SettingsCodec = t.readonly(t.type(settingsTable), 'Settings');
export type Settings = t.TypeOf<typeof SettingsCodec>;
