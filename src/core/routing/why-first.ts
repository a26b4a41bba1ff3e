import type { Route } from './route.js';
import type { RouteOrder } from './routes-of.js';

/** Returns in words which rule of the order puts the first route before the other; a clause about the first one. */
export function whyFirst(first: Route, other: Route, order: RouteOrder): string {
  const [a, b] = [rankOf(first), rankOf(other)];
  if (a.tier === '0' && b.tier !== '0') return 'services with a path under /.well-known come first';
  if (a.tier === '1' && b.tier !== '1') return 'redirects from other hosts come before other routes';
  if (a.tier === '2' && b.tier === '3') return 'services with the path / come last';
  const bothSpecific = order === 'specificity' && a.tier === '2' && b.tier === '2';
  return (bothSpecific ? moreSpecific(a.name, b.name) : undefined) ?? byName(a, b, order);
}

/** Names hold no `!`. */
function rankOf({ rank }: Route): { tier: string; name: string; place: string } {
  const [tier = '', name = '', place = ''] = rank.split('!');
  return { tier, name, place };
}

/** The key of a route by specificity, part by part: smaller is more specific. */
const parts = [
  ['a whole host comes before a pattern, and a pattern before any host', 0],
  ['the longer host comes first', 1],
  ['the longer path comes first', 2],
  ['a whole path comes before the beginning of one', 3],
  ['more conditions (headers, user agents, entry port) come before fewer', 4],
] as const;

function moreSpecific(first: string, other: string): string | undefined {
  const [a, b] = [first, other].map((name) => (name.split('.', 1)[0] ?? '').split('-'));
  return parts.find(([, part]) => a?.[part] !== b?.[part])?.[0];
}

function byName(
  first: { readonly name: string; readonly place: string },
  other: { readonly name: string; readonly place: string },
  order: RouteOrder,
): string {
  const name = (key: string) => (order === 'specificity' ? key.slice(key.indexOf('.') + 1) : key);
  if (first.name !== other.name)
    return `aclName ${name(first.name)} comes before ${name(other.name)} in the alphabet`;
  const index = ({ place }: { readonly place: string }) => Number.parseInt(place, 10);
  if (index(first) !== index(other)) return `index ${index(first)} comes before ${index(other)}`;
  return 'the port for HTTP comes before the one for HTTPS';
}
