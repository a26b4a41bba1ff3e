import type { Problem } from '../problem.js';
import type { HostMatch } from '../services/service-spec.js';
import type { Claim, Member, TcpPart } from './entry-port.js';
import {
  balanceProblem,
  defaultProblem,
  notServerNameProblem,
  serverNameProblem,
} from './entry-port-problems.js';
import { serverNameKey, serverNameMatch } from './server-names.js';

/** What became of the destinations of one port. */
export interface Claims {
  readonly claims: readonly Claim[];
  readonly leftOut: readonly TcpPart[];
  readonly problems: readonly Problem[];
}

/** Who has something of the port already. */
interface Owner {
  readonly backend: string;
  readonly part: TcpPart;
}

/** Returns who gets which connections of a port: whoever comes first gets what it asks for, the others what is left. */
export function claimsOf(parts: readonly TcpPart[]): Claims {
  const members = new Map<string, Member[]>();
  const owners = new Map<string, Owner>();
  const leftOut: TcpPart[] = [];
  const problems: Problem[] = [];
  let byDefault: Owner | undefined;

  const claimed = (part: TcpPart, backend: string, match: HostMatch): boolean => {
    const key = serverNameKey(match);
    const owner = owners.get(key) ?? { backend, part };
    owners.set(key, owner);
    if (owner.backend !== backend) problems.push(serverNameProblem(part, match, owner.part));
    return owner.backend === backend;
  };

  for (const part of parts) {
    const backend = tcpBackendName(part);
    const isDefault = part.destination.hosts.length === 0;
    if (isDefault) byDefault ??= { backend, part };
    const { readable, unreadable } = readableHosts(part);
    for (const match of unreadable) problems.push(notServerNameProblem(part, match));
    const hosts = readable.filter((match) => claimed(part, backend, match));
    if (isDefault && byDefault !== undefined && byDefault.backend !== backend)
      problems.push(defaultProblem(part, byDefault.part));
    if (hosts.length > 0 || (isDefault && byDefault?.backend === backend))
      members.set(backend, [...(members.get(backend) ?? []), { ...part, hosts, isDefault }]);
    else leftOut.push(part);
  }

  const claims = [...members].map(([backend, all]): Claim => {
    const first = all.find(({ destination }) => destination.balanceGroup !== undefined);
    const balance = first?.destination.balanceGroup ?? 'roundrobin';
    problems.push(...all.flatMap((member) => balanceProblem(member, first, balance)));
    return { backend, balance, members: all };
  });
  return { claims, leftOut, problems };
}

/** Returns the name of the backend; that of a group cannot be the name of any destination's. */
export function tcpBackendName({ spec, destination }: TcpPart): string {
  const { serviceGroup, srcPort, port, index } = destination;
  return serviceGroup === undefined
    ? `${spec.aclName}-be${port}_${index}`
    : `group-${serviceGroup}_tcp${srcPort}`;
}

function readableHosts({ destination }: TcpPart) {
  const readable = new Map<string, HostMatch>();
  const unreadable: HostMatch[] = [];
  for (const match of destination.hosts) {
    const known = serverNameMatch(match);
    if (known === undefined) unreadable.push(match);
    else readable.set(serverNameKey(known), known);
  }
  return { readable: [...readable.values()], unreadable };
}
