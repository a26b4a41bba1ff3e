import type { HostMatch } from '../services/service-spec.js';

/** Both spellings of the server name that a TLS client asks for (HAProxy manual, section 7.3.5). */
const sniFetch = /^req[._]ssl_sni$/i;
const helloFetch = /^req[._]ssl_[a-z_]+$/i;

/**
 * Returns the match in the one form that it is compared in, or undefined when it looks at something that only an HTTP
 * request has.
 */
export function serverNameMatch(match: HostMatch): HostMatch | undefined {
  if (match.kind !== 'fetch') return match;
  if (sniFetch.test(match.fetch)) return { kind: 'exact', host: match.pattern.toLowerCase() };
  return helloFetch.test(match.fetch) ? match : undefined;
}

/** Returns a key that is equal for matches that take the same connections. */
export function serverNameKey(match: HostMatch): string {
  switch (match.kind) {
    case 'exact':
    case 'prefix':
    case 'suffix':
      return `${match.kind} ${match.host.toLowerCase()}`;
    case 'method':
      return `${match.method} ${match.method === 'reg' ? match.pattern : match.pattern.toLowerCase()}`;
    case 'fetch':
      return `${match.fetch} ${match.pattern.toLowerCase()}`;
  }
}

/** Returns the match in words, for a problem. */
export function describeServerName(match: HostMatch): string {
  switch (match.kind) {
    case 'exact':
      return match.host;
    case 'prefix':
      return `${match.host}*`;
    case 'suffix':
      return `*${match.host}`;
    case 'method':
    case 'fetch':
      return match.pattern;
  }
}
