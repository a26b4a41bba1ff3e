import { BooleanText, integerText, oneOf } from '../codecs.js';
import { ofService } from './parameter.js';
import { swarmFacts } from './parameters.js';

/** What the controller adds and no label can set. */
export const swarmParameters = {
  endpointMode: ofService(
    swarmFacts.endpointMode,
    oneOf('vip', 'dnsrr'),
    'vip',
    'Set by the controller: whether Swarm gives the service a virtual address.',
  ),
  maxTasks: ofService(
    swarmFacts.maxTasks,
    integerText(1, 1_000_000),
    'replicas',
    'Set by the controller: the most tasks a global service has.',
  ),
  attached: ofService(
    swarmFacts.attached,
    BooleanText,
    'not known',
    'Set by the controller: whether the service shares a network with the proxy.',
  ),
} as const;
