import { BooleanText, matching, oneOf, Seconds } from '../codecs.js';
import { ofDestination } from './parameter.js';

const tcp = { modes: ['tcp', 'sni'] } as const;

const GroupName = matching('must be letters, digits, ".", "_" and "-"', /^[A-Za-z0-9_.-]{1,100}$/);

/** Parameters of TCP and SNI mode. */
export const tcpParameters = {
  checkTcp: ofDestination('checkTcp', BooleanText, 'false', 'Health-check with a TCP connection.', tcp),
  clitcpka: ofDestination('clitcpka', BooleanText, 'false', 'Keep-alive packets on the client side.', tcp),
  timeoutClient: ofDestination(
    'timeoutClient',
    Seconds,
    'TIMEOUT_CLIENT',
    'Seconds the client may be silent.',
    tcp,
  ),
  serviceGroup: ofDestination(
    'serviceGroup',
    GroupName,
    '',
    'Services of one group share an entry port and are balanced together.',
    { essential: true, ...tcp },
  ),
  balanceGroup: ofDestination(
    'balanceGroup',
    oneOf('roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'random'),
    'roundrobin',
    'Algorithm that a group is balanced by.',
    tcp,
  ),
} as const;
