import * as E from 'fp-ts/lib/Either.js';
import { BooleanText, decodeText } from '../codecs.js';
import { isSwarmFact, type Parameters, swarmFacts } from '../parameters/parameters.js';
import type { Problem } from '../problem.js';
import { networksOfProxy, sharesNetwork } from './proxy-networks.js';
import type { SwarmService, SwarmState } from './swarm-state.js';

export interface ServiceParametersOptions {
  /** `com.df.notify`: services with it count, and `com.df.` is the prefix of all labels. */
  readonly notifyLabel: string;
  readonly serviceNamePrefix: string;
  /** Name of the proxy's Swarm service, with or without its stack's name. */
  readonly proxyServiceName: string;
}

/** Parameters of every service that counts, and what is wrong with single labels. */
export interface ListedServices {
  readonly services: readonly Parameters[];
  readonly problems: readonly Problem[];
}

interface ListedService {
  readonly parameters: Parameters;
  readonly problems: readonly Problem[];
}

/**
 * Returns the function from the swarm's state to parameter maps, as a Swarm Listener's get-services has them, plus the
 * facts that only the controller knows. Results are kept by service object, so a change of one service does not cost
 * working out the others again; keeping them never changes an answer.
 */
export function serviceParameters(options: ServiceParametersOptions): (state: SwarmState) => ListedServices {
  const labels = labelNames(options.notifyLabel);
  const known = new WeakMap<SwarmService, { readonly around: string; readonly listed: ListedService }>();

  return ({ services, nodes }) => {
    const proxyNetworks = networksOfProxy(services, options.proxyServiceName);
    const networks = proxyNetworks === undefined ? 'unknown' : [...proxyNetworks].sort().join(' ');
    const surroundings = { proxyNetworks, maxTasks: roundedUp(nodes.length) };
    const around = `${surroundings.maxTasks} ${networks}`;
    const listed = services.filter((service) => counts(service.labels[labels.notify])).map(listOnce);
    return {
      services: listed.map(({ parameters }) => parameters),
      problems: listed.flatMap(({ problems }) => problems),
    };

    function listOnce(service: SwarmService): ListedService {
      const before = known.get(service);
      if (before?.around === around) return before.listed;
      const listed = listService(service, labels, options.serviceNamePrefix, surroundings);
      known.set(service, { around, listed });
      return listed;
    }
  };
}

/** Returns the parameters that third parties are shown: without Waggle's own facts. */
export function withoutFacts(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !isSwarmFact(name)));
}

/** What a service's facts depend on besides the service. */
interface Surroundings {
  readonly proxyNetworks: ReadonlySet<string> | undefined;
  /** Most tasks a global service has. */
  readonly maxTasks: number;
}

/** The next power of two: a node more or less seldom changes it, and with it every global service. */
function roundedUp(nodes: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(8, nodes)));
}

/** The notify label and the prefix of all labels. */
export interface LabelNames {
  readonly notify: string;
  readonly prefix: string;
}

/** The listener also took `com.df.notify=true` as a filter; what follows the "=" says nothing that we need. */
export function labelNames(notifyLabel: string): LabelNames {
  const notify = notifyLabel.replace(/=.*$/s, '');
  const dot = notify.lastIndexOf('.');
  return { notify, prefix: dot === -1 ? 'com.df.' : notify.slice(0, dot + 1) };
}

function counts(notify: string | undefined): boolean {
  if (notify === undefined) return false;
  const value = decodeText(BooleanText, notify);
  return E.isLeft(value) || value.right;
}

function listService(
  service: SwarmService,
  labels: LabelNames,
  serviceNamePrefix: string,
  surroundings: Surroundings,
): ListedService {
  const given = Object.entries(service.labels)
    .filter(([label]) => label.startsWith(labels.prefix) && label !== labels.notify)
    .map(([label, value]) => ({ label, name: label.slice(labels.prefix.length), value }))
    .filter(({ name }) => name !== '');
  const passedOn = given
    .filter(({ name }) => !isSwarmFact(name))
    .map(({ name, value }): [string, string] => [name, value]);
  // What Swarm knows comes last: no label can change it.
  const all = new Map([
    ['distribute', 'true'],
    ...passedOn,
    ['serviceName', `${serviceNamePrefix}${nameOf(service, labels)}`],
    ...factsOf(service, surroundings),
  ]);
  return {
    parameters: Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1))),
    problems: given
      .filter(({ name }) => isSwarmFact(name))
      .map(({ label, value }) => reservedLabel(service, label, value)),
  };
}

/** A stack's services are known by their short names on the stack's own networks. */
function nameOf({ name, labels }: SwarmService, { prefix }: LabelNames): string {
  const stack = labels['com.docker.stack.namespace'];
  const short = decodeText(BooleanText, (labels[`${prefix}shortName`] ?? 'false').toLowerCase());
  if (!stack || E.isLeft(short) || !short.right) return name;
  return name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name;
}

function factsOf(
  service: SwarmService,
  { proxyNetworks, maxTasks }: Surroundings,
): readonly [string, string][] {
  const facts: [string, string][] = [
    [swarmFacts.endpointMode, service.endpointMode],
    [swarmFacts.mode, service.mode],
  ];
  if (service.replicas !== undefined) facts.push(['replicas', String(service.replicas)]);
  if (service.mode === 'global') facts.push([swarmFacts.maxTasks, String(maxTasks)]);
  if (proxyNetworks !== undefined) {
    facts.push([swarmFacts.attached, String(sharesNetwork(service, proxyNetworks))]);
  }
  return facts;
}

function reservedLabel(service: SwarmService, label: string, value: string): Problem {
  return {
    service: service.name,
    parameter: label,
    value,
    rule: 'sets what only the controller can know',
    advice: 'remove the label',
  };
}
