import * as E from 'fp-ts/lib/Either.js';
import { decodeText } from '../../src/core/codecs.js';
import { HostAlgorithmText } from '../../src/core/parameters/values/host-algorithm.js';
import { likelyServices } from '../../src/core/render/likely-services.js';
import type { RenderSettings } from '../../src/core/render/render-settings.js';
import type { ParseSettings } from '../../src/core/services/parse-service.js';

export function someParseSettings(over: Partial<ParseSettings> = {}): ParseSettings {
  const algorithm = decodeText(HostAlgorithmText, 'hdr_beg(host)');
  if (E.isLeft(algorithm)) throw new Error(algorithm.left);
  return {
    separator: ',',
    hostAlgorithm: algorithm.right,
    checkServers: false,
    defaultMode: 'http',
    httpsOnly: false,
    entryPorts: [80],
    users: { shared: undefined, secrets: new Map() },
    verifiesClients: false,
    templatesFolder: '/cfg/tmpl',
    templates: new Set(),
    ...over,
  };
}

export function someRenderSettings(over: Partial<RenderSettings> = {}): RenderSettings {
  return {
    binds: [{ port: 80, options: '', ssl: false }],
    routeOrder: 'alphabetical',
    apiPort: 8080,
    tlsOptions: '',
    tlsCiphers: '',
    http2: true,
    extraGlobal: [],
    extraFrontend: [],
    captures: [],
    connectionMode: 'http-keep-alive',
    timeouts: {
      connect: 5,
      client: 20,
      server: 20,
      queue: 30,
      tunnel: 3600,
      'http-request': 5,
      'http-keep-alive': 15,
    },
    resolvers: ['nameserver dns 127.0.0.11:53'],
    hardStopAfter: '30m',
    serverState: 'server-state',
    peersSocket: 'waggle-test',
    jail: '',
    errorPages: new Map(),
    likely: likelyServices(someParseSettings()),
    compression: {},
    certificates: [],
    certificateOrder: { preferred: [] },
    users: [],
    templates: new Map(),
    ...over,
  };
}
