import { BooleanText, integerText, listText, NonEmptyText, oneOf, PortNumber, Text } from '../core/codecs.js';
import { CompressionAlgorithms, MediaTypes } from '../core/parameters/values/compression.js';
import { HostAlgorithmText } from '../core/parameters/values/host-algorithm.js';
import { ConnectionModeSetting, EntryPorts, Line, Lines, orEmpty } from './codecs.js';
import { setting } from './setting.js';

/** The modern clients' ciphers of TLS 1.2, as Mozilla's "intermediate" recommends; TLS 1.3 has HAProxy's default. */
const intermediateCiphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'DHE-RSA-AES128-GCM-SHA256',
  'DHE-RSA-AES256-GCM-SHA384',
  'DHE-RSA-CHACHA20-POLY1305',
].join(':');

const waysAround = {
  withoutEffect: 'a bad service costs nobody else anything, and is tried again by itself',
};

/** Settings of the proxy, with the names and defaults of Docker Flow Proxy. */
export const proxySettings = {
  DEFAULT_PORTS: setting(
    'proxy',
    EntryPorts,
    '80,443:ssl',
    'Ports of the HTTP frontend: `port[ options][:ssl]`, options are words of HAProxy’s `bind` line. A port with `:ssl` is bound as soon as there is a certificate.',
  ),
  BIND_PORTS: setting(
    'proxy',
    EntryPorts,
    '',
    'More ports of the HTTP frontend, written like those of DEFAULT_PORTS.',
  ),
  CA_FILE: setting(
    'proxy',
    Line,
    '',
    'Certificates (PEM) of the authorities that client certificates are verified against.',
  ),
  CFG_TEMPLATE_PATH: setting(
    'proxy',
    Line,
    '',
    'Template of the sections global, resolvers and defaults; absolute, or relative to TEMPLATES_DIR. It is a nunjucks template and sees what the built-in one (`templates/frame.cfg.njk`) sees.',
  ),
  CHECK_RESOLVERS: setting(
    'proxy',
    BooleanText,
    'false',
    'Health-check every server with a TCP connection (names are always resolved at run time).',
  ),
  COMPRESSION_ALGO: setting(
    'proxy',
    orEmpty(CompressionAlgorithms, []),
    '',
    'compressionAlgo of services that do not say.',
  ),
  COMPRESSION_TYPE: setting(
    'proxy',
    orEmpty(MediaTypes, []),
    '',
    'compressionType of services that do not say.',
  ),
  CONNECTION_MODE: setting(
    'proxy',
    ConnectionModeSetting,
    'http-keep-alive',
    'How connections are reused; forceclose is the old name of httpclose.',
  ),
  CRT_LIST_PATH: setting(
    'proxy',
    Line,
    '',
    'A crt-list: the certificates it names, with the options and filters it gives, take the place of those of CERTS_DIR and of secrets. Those of services (serviceCert) come after.',
  ),
  DEFAULT_REQ_MODE: setting(
    'proxy',
    oneOf('http', 'tcp', 'sni'),
    'http',
    'reqMode of services that do not say.',
  ),
  DO_NOT_RESOLVE_ADDR: setting('proxy', Text, '', 'A name that does not resolve is no error at start.', {
    withoutEffect: 'it is always so',
  }),
  ENABLE_H2: setting('proxy', BooleanText, 'true', 'HTTP/2 on TLS ports.'),
  EXTRA_FRONTEND: setting(
    'proxy',
    Lines,
    '',
    'Lines for the HTTP frontend, separated by commas or line breaks.',
  ),
  EXTRA_GLOBAL: setting(
    'proxy',
    Lines,
    '',
    'Lines for the section global, separated by commas or line breaks.',
  ),
  FILTER_PROXY_INSTANCE_NAME: setting(
    'proxy',
    BooleanText,
    'false',
    'Take only services whose proxyInstanceName is PROXY_INSTANCE_NAME.',
  ),
  PROXY_INSTANCE_NAME: setting('proxy', NonEmptyText, 'docker-flow', 'See FILTER_PROXY_INSTANCE_NAME.'),
  HTTPS_ONLY: setting('proxy', BooleanText, 'false', 'httpsOnly of services that do not say.'),
  LISTENER_ADDRESS: setting(
    'proxy',
    listText(','),
    '',
    'Controllers (or Swarm Listeners) to pull from: `host[:port]`, port 8080. `waggle run` asks its own tasks when it is empty.',
  ),
  PREFERRED_CERTIFICATE: setting(
    'proxy',
    listText(','),
    '',
    'Names of certificates, with `*` for any characters: these come first; the very first is shown to clients that ask for no name that is known.',
  ),
  RELOAD_INTERVAL: setting(
    'proxy',
    integerText(100, 86_400_000),
    '5000',
    'Milliseconds between pulls from the listener.',
  ),
  RESOLVERS: setting(
    'proxy',
    Lines,
    'nameserver dns 127.0.0.11:53',
    'Lines of HAProxy’s resolvers section, separated by commas or line breaks. They win over what else is there.',
  ),
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
  SSL_BIND_OPTIONS: setting(
    'proxy',
    Line,
    'ssl-min-ver TLSv1.2 no-tls-tickets',
    'TLS options of all binds (HAProxy’s `ssl-default-bind-options`).',
  ),
  SSL_BIND_CIPHERS: setting(
    'proxy',
    Line,
    intermediateCiphers,
    'Ciphers of all binds up to TLS 1.2. The default is Mozilla’s intermediate list; TLS 1.3 has HAProxy’s default.',
  ),
  USERS: setting(
    'proxy',
    Text,
    '',
    'Users of every service: `name:password`, separated by commas or line breaks.',
    {
      secret: true,
    },
  ),
  USERS_PASS_ENCRYPTED: setting('proxy', BooleanText, 'false', 'The passwords of USERS are crypt(3) hashes.'),
  IP: setting('both', NonEmptyText, '0.0.0.0', 'Address the API listens on.'),
  PORT: setting('both', PortNumber, '8080', 'Port the API listens on, and the port of the other tasks.'),

  MODE: setting('proxy', Text, '', 'Mode of Docker Flow Proxy.', {
    withoutEffect: 'the subcommand says what the program is',
  }),
  RECONFIGURE_ATTEMPTS: setting('proxy', Text, '', 'Attempts to take a service in.', waysAround),
  RELOAD_ATTEMPTS: setting('proxy', Text, '', 'Attempts to reload.', waysAround),
  REPEAT_RELOAD: setting('proxy', Text, '', 'Pull from the listener again and again.', {
    withoutEffect: 'it is always so, every RELOAD_INTERVAL',
  }),
  SKIP_ADDRESS_VALIDATION: setting(
    'proxy',
    Text,
    '',
    'Take services in whose address is unknown.',
    waysAround,
  ),
  TERMINATE_ON_RELOAD: setting('proxy', Text, '', 'End old connections at a reload.', {
    withoutEffect:
      'old connections end by themselves, after HARD_STOP_AFTER at the latest; see MAX_OLD_WORKERS',
  }),
} as const;
