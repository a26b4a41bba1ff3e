import type { ProxyFiles } from '../core/proxy-files.js';
import type { ProxyView } from '../reconcile/pass-input.js';
import type { EntryPort } from '../settings/codecs.js';
import { type Settings, settingsTable } from '../settings.js';
import { createProxyView, type ViewParts } from './proxy-view.js';

/**
 * Returns a view without whatever of settings and files only HAProxy can judge: for the error page, when it takes nothing else.
 * Ports stay open, with the certificates that there are.
 */
export function createPlainView(parts: ViewParts, files: ProxyFiles): ProxyView {
  return createProxyView(
    { ...parts, settings: plainSettings(parts.settings) },
    { ...files, baseTemplate: undefined, templates: new Map(), clientCa: undefined, crtList: undefined },
  );
}

function plainSettings(settings: Settings): Settings {
  const { SSL_BIND_OPTIONS, SSL_BIND_CIPHERS, HARD_STOP_AFTER } = settingsTable;
  return {
    ...settings,
    EXTRA_GLOBAL: [],
    EXTRA_FRONTEND: [],
    RESOLVERS: [],
    CAPTURE_REQUEST_HEADER: [],
    DEBUG: false,
    STATS_USER: '',
    USERS: '',
    SSL_BIND_OPTIONS: SSL_BIND_OPTIONS.default,
    SSL_BIND_CIPHERS: SSL_BIND_CIPHERS.default,
    HARD_STOP_AFTER: HARD_STOP_AFTER.default,
    DEFAULT_PORTS: settings.DEFAULT_PORTS.map(plainPort),
    BIND_PORTS: settings.BIND_PORTS.map(plainPort),
  };
}

function plainPort({ port, ssl }: EntryPort): EntryPort {
  return { port, ssl, options: '' };
}
