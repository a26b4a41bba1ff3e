import type { ParseSettings } from './core/parameters/parse.js';
import type { RenderSettings } from './core/render/render-settings.js';
import type { Settings } from './settings.js';

/** Returns what parsing services needs of the settings. */
export function parseSettings(settings: Settings): ParseSettings {
  return {
    separator: settings.SEPARATOR,
    hostAlgorithm: settings.SERVICE_DOMAIN_ALGO,
    checkServers: settings.CHECK_RESOLVERS,
    defaultMode: 'http',
    httpsOnly: false,
    users: { shared: undefined, secrets: new Map() },
    verifiesClients: false,
    templatesFolder: '/cfg/tmpl',
    templates: new Set(),
    entryPorts: [...settings.DEFAULT_PORTS, ...settings.BIND_PORTS].map(({ port }) => port),
  };
}

/** Returns what rendering needs of the settings, without what only the machine knows. */
export function renderSettings(settings: Settings): Omit<RenderSettings, 'jail' | 'errorPages'> {
  return {
    binds: [...settings.DEFAULT_PORTS, ...settings.BIND_PORTS],
    apiPort: settings.PORT,
    connectionMode: settings.CONNECTION_MODE,
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
    compression: {},
    certificates: [],
    certificateOrder: { preferred: [] },
    users: [],
    templates: new Map(),
  };
}
