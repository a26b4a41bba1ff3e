import { quote } from '../language/quote.js';
import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';
import { requestRules, responseRules } from './backend-rules.js';
import type { BackendBodyView } from './backend-view.js';
import type { RenderSettings } from './render-settings.js';

/** Returns what is said of a destination's backends besides their names and servers. */
export function bodyOf(
  spec: ServiceSpec,
  destination: HttpDestination,
  settings: Pick<RenderSettings, 'compression' | 'users'>,
): BackendBodyView {
  const { algorithms = [], types = [] } = { ...settings.compression, ...spec.compression };
  return {
    connectionMode: spec.connectionMode ?? '',
    timeoutServer: destination.timeoutServer ?? 0,
    timeoutTunnel: destination.timeoutTunnel ?? 0,
    compressionAlgorithms: algorithms,
    compressionTypes: algorithms.length > 0 ? types : [],
    cookie: spec.sticky ? quote(spec.serviceName) : '',
    rules: [...requestRules(spec, destination, settings), ...responseRules(spec)],
  };
}

/**
 * Returns whether a body can be shared: it names no service, and is made of words and numbers that are checked one by one, so
 * that HAProxy has no reason to refuse it. Expressions and raw lines it may refuse, and then only their own service may suffer.
 */
export function isShareable(
  { access, backendExtra, headerRules, sticky }: ServiceSpec,
  { ignoreAuthorization, rewrites }: HttpDestination,
): boolean {
  const isOpen = access === undefined || ignoreAuthorization;
  const freeTexts = [...backendExtra, ...headerRules, ...rewrites];
  return isOpen && !sticky && freeTexts.length === 0;
}
