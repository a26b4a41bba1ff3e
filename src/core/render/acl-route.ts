import { quote } from '../language/quote.js';
import type { Route } from '../routing/route.js';
import { routeValue } from '../routing/routing-table.js';
import type { HeaderMatch, HostMatch } from '../services/service-spec.js';
import type { AclRouteView } from './acl-route-view.js';
import { hostTest } from './host-test.js';

type Acl = AclRouteView['acls'][number];

/** Returns a route that maps cannot hold as conditions on the request; one line a pattern, since lines have limits. */
export function aclRoute(route: Route, position: number): AclRouteView {
  const named = (part: string, tests: readonly string[]): readonly Acl[] =>
    tests.map((test) => ({ name: `route_${position}_${part}`, test }));
  const alternatives = [
    named('port', route.port === undefined ? [] : [`dst_port ${route.port}`]),
    named('host', route.hosts.map(requestHostTest)),
    ...route.headers.map((match, header) => named(`header_${header}`, [headerTest(match)])),
    named('agent', route.userAgents.map(agentTest)),
    named(
      'path',
      route.paths.map((path) => pathTest(route, path)),
    ),
  ];
  const excluded = named(
    'excluded',
    route.excludedPaths.map((path) => pathTest(route, path)),
  );
  const required = alternatives.flatMap(([first]) => (first ? [first.name] : []));
  return {
    service: route.service,
    rank: route.rank,
    value: routeValue(route),
    acls: [...alternatives.flat(), ...excluded],
    conditions: [...required, ...(excluded[0] ? [`!${excluded[0].name}`] : [])],
  };
}

/** `path_beg` → the fetch `path` with the matching method `beg`. */
function pathTest({ pathType, ignorePathCase }: Route, pattern: string): string {
  const method = pathType === 'path' ? 'str' : pathType.slice('path_'.length);
  return `path${ignorePathCase ? ' -i' : ''} -m ${method} -- ${quote(pattern)}`;
}

function headerTest({ name, value }: HeaderMatch): string {
  return `${quote(`req.hdr(${name})`)} -m str -- ${quote(value)}`;
}

function agentTest(text: string): string {
  return `req.fhdr(user-agent) -i -m sub -- ${quote(text)}`;
}

function requestHostTest(match: HostMatch): string {
  return match.kind === 'fetch'
    ? `${inHttp(match.fetch)} -i -- ${quote(match.pattern)}`
    : `var(txn.host) ${hostTest(match)}`;
}

/** The server name in what is still to be read (HAProxy manual, section 7.3.5) is gone once TLS ends here: it is known of the connection. */
function inHttp(fetch: string): string {
  return /^req[._]ssl_sni$/.test(fetch) ? 'ssl_fc_sni' : fetch;
}
