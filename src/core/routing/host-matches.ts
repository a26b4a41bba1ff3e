import type { HostMatch } from '../services/service-spec.js';
import { methodMatches } from './method-matches.js';

/** Whether a host (lower case, without a port) is one of these. Sample fetches other than the Host header never match here. */
export function hostMatches(match: HostMatch, host: string): boolean {
  switch (match.kind) {
    case 'exact':
      return host === match.host;
    case 'prefix':
      return host.startsWith(match.host);
    case 'suffix':
      return host.endsWith(match.host);
    case 'method':
      return methodMatches(match.method, match.pattern, host, '/?.:');
    case 'fetch':
      return false;
  }
}
