import { uselessRule, uselessUsers, usersOf } from '../core/parameters/values/user-list.js';
import type { Problem } from '../core/problem.js';
import { likelyServices } from '../core/render/likely-services.js';
import type { RenderSettings } from '../core/render/render-settings.js';
import { revisionOf } from '../core/revision.js';
import type { ParseSettings } from '../core/services/parse-service.js';
import { type EntryPort, goneConnectionMode } from '../settings/codecs.js';
import { type Settings, settingsTable } from '../settings.js';

/** Returns what parsing services needs of the settings, without what files say. */
export function parseSettings(settings: Settings): ParseSettings {
  return {
    separator: settings.SEPARATOR,
    hostAlgorithm: settings.SERVICE_DOMAIN_ALGO,
    checkServers: settings.CHECK_RESOLVERS,
    defaultMode: settings.DEFAULT_REQ_MODE,
    httpsOnly: settings.HTTPS_ONLY,
    users: { shared: settings.USERS === '' ? undefined : sharedUsers(settings), secrets: new Map() },
    ...(settings.FILTER_PROXY_INSTANCE_NAME && { instance: settings.PROXY_INSTANCE_NAME }),
    verifiesClients: false,
    templatesFolder: settings.TEMPLATES_DIR,
    templates: new Set(),
    entryPorts: entryPorts(settings).map(({ port }) => port),
  };
}

/** Returns what rendering needs of the settings, without what files say and only the machine knows. */
export function renderSettings(settings: Settings): Omit<RenderSettings, 'jail' | 'errorPages'> {
  return {
    binds: entryPorts(settings),
    routeOrder: settings.ROUTE_ORDER,
    apiPort: settings.PORT,
    tlsOptions: settings.SSL_BIND_OPTIONS,
    tlsCiphers: settings.SSL_BIND_CIPHERS,
    http2: settings.ENABLE_H2,
    extraGlobal: settings.EXTRA_GLOBAL,
    extraFrontend: settings.EXTRA_FRONTEND,
    captures: settings.CAPTURE_REQUEST_HEADER,
    ...accessLog(settings),
    ...statistics(settings),
    connectionMode: connectionMode(settings),
    timeouts: {
      connect: settings.TIMEOUT_CONNECT,
      client: settings.TIMEOUT_CLIENT,
      server: settings.TIMEOUT_SERVER,
      queue: settings.TIMEOUT_QUEUE,
      tunnel: settings.TIMEOUT_TUNNEL,
      'http-request': settings.TIMEOUT_HTTP_REQUEST,
      'http-keep-alive': settings.TIMEOUT_HTTP_KEEP_ALIVE,
    },
    resolvers: settings.RESOLVERS,
    hardStopAfter: settings.HARD_STOP_AFTER,
    serverState: 'server-state',
    peersSocket: `waggle-${revisionOf([settings.RUN_DIR])}`,
    compression: {
      ...(settings.COMPRESSION_ALGO.length > 0 && { algorithms: settings.COMPRESSION_ALGO }),
      ...(settings.COMPRESSION_TYPE.length > 0 && { types: settings.COMPRESSION_TYPE }),
    },
    likely: likelyServices(parseSettings(settings)),
    certificates: [],
    certificateOrder: { preferred: settings.PREFERRED_CERTIFICATE },
    users: sharedUsers(settings),
    templates: new Map(),
  };
}

/** Returns what is wrong with settings that a proxy runs with all the same. */
export function settingProblems({ USERS, USERS_PASS_ENCRYPTED }: Settings): readonly Problem[] {
  return uselessUsers(USERS, USERS_PASS_ENCRYPTED).map((place) => ({
    service: '(settings)',
    parameter: 'USERS',
    value: '(not shown)',
    rule: `${uselessRule} (entry ${place} of the list)`,
    advice: 'correct it; until then this entry lets nobody in',
  }));
}

/** A port of BIND_PORTS replaces the same one of DEFAULT_PORTS. */
function entryPorts({ DEFAULT_PORTS, BIND_PORTS }: Settings): readonly EntryPort[] {
  const byNumber = new Map([...DEFAULT_PORTS, ...BIND_PORTS].map((entry) => [entry.port, entry]));
  return [...byNumber.values()];
}

function connectionMode({ CONNECTION_MODE: mode }: Settings): string {
  return mode === goneConnectionMode ? settingsTable.CONNECTION_MODE.default : mode;
}

function sharedUsers({ USERS, USERS_PASS_ENCRYPTED }: Settings): RenderSettings['users'] {
  return usersOf(USERS, USERS_PASS_ENCRYPTED);
}

function accessLog(settings: Settings): Pick<RenderSettings, 'accessLog'> {
  if (!settings.DEBUG) return {};
  return {
    accessLog: {
      errorsOnly: settings.DEBUG_ERRORS_ONLY,
      httpFormat: settings.DEBUG_HTTP_FORMAT,
      tcpFormat: settings.DEBUG_TCP_FORMAT,
    },
  };
}

function statistics(settings: Settings): Pick<RenderSettings, 'statistics'> {
  const { STATS_USER: name, STATS_PASS: password, STATS_PORT: port, STATS_URI: uri } = settings;
  if (name === '' || password === '') return {};
  const open = name === 'none' && password === 'none';
  return { statistics: { port, uri, ...(open ? {} : { user: { name, password } }) } };
}
