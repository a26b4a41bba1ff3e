import type { ProxyFiles } from '../../src/core/proxy-files.js';

/** What a proxy reads when there are no files. */
export const noProxyFiles: ProxyFiles = {
  certificates: [],
  clientCa: undefined,
  crtList: undefined,
  templates: new Map(),
  baseTemplate: undefined,
  errorPages: new Map(),
  userSecrets: new Map(),
  services: [],
  problems: [],
};
