import type { EntryPort } from '../entry-ports/entry-port.js';
import { quote } from '../language/quote.js';
import type { Section } from '../rendered-config.js';
import type { HostMatch } from '../services/service-spec.js';
import { hostTest } from './host-test.js';
import type { TcpSettings } from './tcp.js';
import type { TcpClaimView, TcpFrontendView } from './tcp-view.js';
import type { LayOut } from './templates.js';

/** Returns the frontend of an entry port in parts: its head, which its services share, and each destination's conditions. */
export function tcpFrontendSections(
  { port, claims }: EntryPort,
  { timeouts, logLines }: Pick<TcpSettings, 'timeouts' | 'logLines'>,
  layOut: LayOut,
): readonly Section[] {
  const name = `frontend tcp_${port}`;
  const members = claims.flatMap((claim) => claim.members);
  const timeout = Math.max(...members.map(({ destination }) => destination.timeoutClient ?? timeouts.client));
  const head: TcpFrontendView = {
    port,
    keepAlive: members.some(({ destination }) => destination.clitcpka),
    timeoutClient: timeout === timeouts.client ? 0 : timeout,
    logLines,
    inspect: members.some(({ hosts }) => hosts.length > 0),
  };
  return [
    {
      name,
      kind: 'frontend',
      sharedBy: [...new Set(members.map(({ spec }) => spec.serviceName))],
      text: layOut('tcp-frontend.cfg.njk', head),
    },
    ...claims.flatMap(({ backend, members: ofClaim }) =>
      ofClaim.map(({ spec: { serviceName }, hosts, isDefault }): Section => {
        const view: TcpClaimView = {
          service: serviceName,
          backend,
          tests: hosts.map(serverNameTest),
          isDefault,
        };
        return {
          name: `${name}, ${serviceName}`,
          kind: 'frontend',
          service: serviceName,
          text: layOut('tcp-claim.cfg.njk', view),
        };
      }),
    ),
  ];
}

/** Server names are compared ignoring case (RFC 6066, section 3), also by regular expressions. */
function serverNameTest(match: HostMatch): string {
  return match.kind === 'fetch'
    ? `${match.fetch} -i -- ${quote(match.pattern)}`
    : `req.ssl_sni -i ${hostTest(match)}`;
}
