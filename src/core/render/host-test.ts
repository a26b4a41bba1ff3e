import { quote } from '../language/quote.js';
import type { NameMatch } from '../services/service-spec.js';

/** Returns the part of an ACL that compares a name, whose sample fetch comes before: method and pattern. */
export function hostTest(match: NameMatch): string {
  switch (match.kind) {
    case 'exact':
      return `-m str -- ${quote(match.host)}`;
    case 'prefix':
      return `-m beg -- ${quote(match.host)}`;
    case 'suffix':
      return `-m end -- ${quote(match.host)}`;
    case 'method':
      return `-m ${match.method} -- ${quote(match.pattern)}`;
  }
}
