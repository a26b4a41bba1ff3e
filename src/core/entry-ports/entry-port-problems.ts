import { indexedName } from '../parameters/parameter-name.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Problem } from '../problem.js';
import type { HostMatch } from '../services/service-spec.js';
import type { TakenPort, TcpPart } from './entry-port.js';
import { describeServerName } from './server-names.js';

/** The whole port belongs to something else. */
export function takenPortProblem(part: TcpPart, by: TakenPort['by']): Problem {
  const { rule, advice } = takenBy[by];
  return srcPortProblem(part, rule, `${advice}, or choose another srcPort; ${leftOut}`);
}

const leftOut = 'until then this destination is left out';

const takenBy: Readonly<Record<TakenPort['by'], { readonly rule: string; readonly advice: string }>> = {
  http: {
    rule: 'is a port of the HTTP frontend',
    advice: "take it out of the proxy's DEFAULT_PORTS and BIND_PORTS",
  },
  api: { rule: "is the port of the proxy's own API", advice: "set the proxy's PORT to another one" },
  statistics: {
    rule: 'is the port of the statistics page',
    advice: "set the proxy's STATS_PORT to another one",
  },
};

/** Another destination has the default of the port. */
export function defaultProblem(part: TcpPart, owner: TcpPart): Problem {
  const rule = `is taken by ${ownerOf(part, owner)}, and nothing tells their connections apart`;
  const advice = `choose another srcPort, tell TLS connections apart by serviceDomain, or give both the same serviceGroup; ${leftOut}`;
  return srcPortProblem(part, rule, advice);
}

/** Another destination has this server name of the port. */
export function serverNameProblem(part: TcpPart, match: HostMatch, owner: TcpPart): Problem {
  const rule = `is where ${ownerOf(part, owner)} has the server name ${describeServerName(match)} already`;
  const advice = 'choose another srcPort or server name; until then it does not count';
  return srcPortProblem(part, rule, advice);
}

/** The algorithm looks at something that a connection does not have. */
export function notServerNameProblem(part: TcpPart, match: HostMatch): Problem {
  return {
    service: part.spec.serviceName,
    parameter: 'serviceDomainAlgo',
    value: match.kind === 'fetch' ? match.fetch : match.kind,
    rule: `does not look at the server name of a TLS connection, so ${describeServerName(match)} is never found`,
    advice: `set it to req.ssl_sni, hdr(host), hdr_beg(host), hdr_end(host) or hdr_dom(host); until then it does not count`,
  };
}

/** Another service's backend has the name of this destination's. */
export function backendNameProblem({ spec }: TcpPart, owner: string): Problem {
  return {
    service: spec.serviceName,
    parameter: 'aclName',
    value: spec.aclName,
    rule: `gives a backend the name of one of service ${owner}`,
    advice: `choose another aclName; ${leftOut}`,
  };
}

/** A group is balanced by one algorithm: that of its first member that names one. */
export function balanceProblem(
  { spec, destination }: TcpPart,
  first: TcpPart | undefined,
  balance: string,
): readonly Problem[] {
  const { balanceGroup, serviceGroup, index } = destination;
  if (first === undefined || balanceGroup === undefined || balanceGroup === balance) return [];
  return [
    {
      service: spec.serviceName,
      parameter: indexedName(table.balanceGroup, index),
      value: balanceGroup,
      rule: `has no effect: the group ${serviceGroup} is balanced by ${balance}, as service ${first.spec.serviceName} says`,
      advice: 'set it to the same in all services of the group',
    },
  ];
}

function srcPortProblem({ spec, destination }: TcpPart, rule: string, advice: string): Problem {
  const parameter = indexedName(table.srcPort, destination.index);
  return {
    service: spec.serviceName,
    parameter,
    value: String(destination.srcPort),
    rule,
    advice,
  };
}

function ownerOf(part: TcpPart, owner: TcpPart): string {
  return part.spec === owner.spec
    ? `destination ${owner.destination.index} of the same service`
    : `service ${owner.spec.serviceName}`;
}
