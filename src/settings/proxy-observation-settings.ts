import { BooleanText, NonEmptyText, PortNumber, Seconds } from '../core/codecs.js';
import { HeaderCaptures, HttpLogFormat, StatsPassword, StatsUri, StatsUser, TcpLogFormat } from './codecs.js';
import { setting } from './setting.js';

const readFrom = (name: string) =>
  setting(
    'proxy',
    NonEmptyText,
    name,
    `Name of the variable (or, in lower case behind \`dfp_\`, of the secret) that ${name} is read from.`,
  );

/** Settings of the proxy with the names and defaults of Docker Flow Proxy: what it logs and shows, and how long it waits. */
export const proxyObservationSettings = {
  DEBUG: setting(
    'proxy',
    BooleanText,
    'false',
    'Log every request and connection, on the container’s output.',
  ),
  DEBUG_ERRORS_ONLY: setting('proxy', BooleanText, 'false', 'With DEBUG: log only what went wrong.'),
  DEBUG_HTTP_FORMAT: setting(
    'proxy',
    HttpLogFormat,
    '',
    'With DEBUG: format of a request’s line (HAProxy’s `log-format`) in place of `option httplog`.',
  ),
  DEBUG_TCP_FORMAT: setting(
    'proxy',
    TcpLogFormat,
    '',
    'With DEBUG: format of a connection’s line in place of `option tcplog`.',
  ),
  CAPTURE_REQUEST_HEADER: setting(
    'proxy',
    HeaderCaptures,
    '',
    'Request headers to capture for the log: list of `Header:length`.',
  ),
  STATS_USER: setting(
    'proxy',
    StatsUser,
    '',
    'User of HAProxy’s statistics page, which is off unless user and password are given; `none` for both opens it to everybody.',
  ),
  STATS_PASS: setting('proxy', StatsPassword, '', 'Password of the statistics page.', { secret: true }),
  STATS_URI: setting('proxy', StatsUri, '/admin?stats', 'Path of the statistics page.'),
  STATS_PORT: setting(
    'proxy',
    PortNumber,
    '80',
    'Port of the statistics page: one of the HTTP frontend (then it is on all of them), or another.',
  ),
  STATS_USER_ENV: readFrom('STATS_USER'),
  STATS_PASS_ENV: readFrom('STATS_PASS'),
  STATS_URI_ENV: readFrom('STATS_URI'),
  STATS_PORT_ENV: readFrom('STATS_PORT'),
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
} as const;
