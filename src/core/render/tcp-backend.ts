import type { Claim, Member } from '../entry-ports/entry-port.js';
import type { Discovery, Section } from '../rendered-config.js';
import type { TcpDestination } from '../services/service-spec.js';
import { type Servers, serversOf } from './servers.js';
import type { TcpBackendView, TcpServersView } from './tcp-view.js';
import type { LayOut } from './templates.js';

/** Returns the backend of a claim; that of a group in parts: its head, which the members share, and each member's servers. */
export function tcpBackendSections(claim: Claim, layOut: LayOut): readonly Section[] {
  const { backend, members } = claim;
  const name = `backend ${backend}`;
  const head = layOut('tcp-backend.cfg.njk', headView(claim));
  const parts = members.map((member): Section => {
    const { serviceName, backendExtra } = member.spec;
    const view: TcpServersView = { servers: servers(claim, member).line, extra: backendExtra };
    return {
      name: `${name}, ${destinationName(member)}`,
      kind: 'backend',
      service: serviceName,
      text: layOut('tcp-servers.cfg.njk', view),
    };
  });
  if (!isGroup(claim)) return parts.map((part) => ({ ...part, name, text: head + part.text }));
  const sharedBy = [...new Set(members.map(({ spec }) => spec.serviceName))];
  return [{ name, kind: 'backend', sharedBy, text: head }, ...parts];
}

function headView(claim: Claim): TcpBackendView {
  const { backend, balance, members } = claim;
  const destinations = members.map(({ destination }) => destination);
  const longest = (seconds: readonly (number | undefined)[]) =>
    Math.max(0, ...seconds.map((one) => one ?? 0));
  return {
    name: backend,
    // A member that leaves changes the head, too: of a part that is only gone nobody would take notice.
    members: isGroup(claim) ? members.map(destinationName) : [],
    balance: balance === 'roundrobin' ? '' : balance,
    consistent: balance === 'source',
    check: destinations.some(({ checkTcp }) => checkTcp),
    timeoutServer: longest(destinations.map(({ timeoutServer }) => timeoutServer)),
    timeoutTunnel: longest(destinations.map(idleTimeout)),
  };
}

/**
 * Returns how many seconds nothing may be said, if the destination tells. From when both sides are connected, `timeout tunnel`
 * stands in for the time-outs of both (HAProxy manual, section 4.2): it has to be no longer than they are meant to be.
 */
function idleTimeout({ timeoutTunnel, timeoutClient, timeoutServer }: TcpDestination): number | undefined {
  const sides = [timeoutClient, timeoutServer].flatMap((seconds) => seconds ?? []);
  return timeoutTunnel ?? (sides.length > 0 ? Math.min(...sides) : undefined);
}

/** Returns the names that have to be resolved for a claim's backend, one a member. */
export function tcpDiscovery(claim: Claim): readonly Discovery[] {
  return claim.members.map((member) => ({ backend: claim.backend, ...servers(claim, member).discovery }));
}

function servers(claim: Claim, member: Member): Servers {
  const { port, outboundHostname, checkTcp } = member.destination;
  return serversOf(member.spec, {
    port,
    ...(outboundHostname !== undefined && { outboundHostname }),
    check: checkTcp,
    // Two services of a group may have servers of one name: `a-1` is a service as well as a task of `a`.
    ...(isGroup(claim) && { name: `to-${destinationName(member)}` }),
  });
}

function isGroup({ members: [first] }: Claim): boolean {
  return first?.destination.serviceGroup !== undefined;
}

function destinationName({ spec, destination }: Member): string {
  return `${spec.aclName}-be${destination.port}_${destination.index}`;
}
