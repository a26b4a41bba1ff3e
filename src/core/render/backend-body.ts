import { quote } from '../language/quote.js';
import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';
import { requestRules, responseRules } from './backend-rules.js';
import type { BackendBodyView } from './backend-view.js';
import type { RenderSettings } from './render-settings.js';
import { sharedCookie, sharedCookieRules } from './shared-cookie.js';

/** Returns what is said of a destination's backends besides their names and servers. */
export function bodyOf(
  spec: ServiceSpec,
  destination: HttpDestination,
  settings: Pick<RenderSettings, 'compression' | 'users'>,
): BackendBodyView {
  const { algorithms = [], types = [] } = { ...settings.compression, ...spec.compression };
  const shared = isShareable(spec, destination);
  const ownCookie = shared ? sharedCookie : quote(spec.serviceName);
  return {
    connectionMode: spec.connectionMode ?? '',
    timeoutServer: destination.timeoutServer ?? 0,
    timeoutTunnel: destination.timeoutTunnel ?? 0,
    compressionAlgorithms: algorithms,
    compressionTypes: algorithms.length > 0 ? types : [],
    cookie: spec.sticky ? ownCookie : '',
    rules: [
      ...requestRules(spec, destination, settings),
      ...(spec.sticky && shared ? sharedCookieRules : []),
      ...responseRules(spec),
    ],
  };
}

/**
 * Returns whether a body can be shared: it names no service, and is made of words and numbers that are checked one by one, so
 * that HAProxy has no reason to refuse it. Expressions and raw lines it may refuse, and then only their own service may suffer.
 */
export function isShareable(spec: ServiceSpec, destination: HttpDestination): boolean {
  const { access, backendExtra, headerRules, sticky } = spec;
  const isOpen = access === undefined || destination.ignoreAuthorization;
  const freeTexts = [...backendExtra, ...headerRules, ...destination.rewrites];
  return isOpen && freeTexts.length === 0 && (!sticky || saysItsService(spec, destination));
}

/** Whether a backend's name begins with the service's and has only port and index behind it: the name of its cookie. */
function saysItsService({ aclName, serviceName }: ServiceSpec, { httpsPort }: HttpDestination): boolean {
  return aclName === serviceName && httpsPort === undefined;
}
