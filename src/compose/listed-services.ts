import type { Parameters } from '../core/parameters/parameters.js';
import {
  labelNames,
  type ServiceParametersOptions,
  serviceParameters,
} from '../core/snapshot/service-parameters.js';
import { type Finding, located } from '../core/validation/finding.js';
import type { LocatedService, Places } from '../core/validation/place.js';
import type { ComposeService } from './compose-service.js';
import { labelFindings } from './label-findings.js';
import { type DeployedService, swarmServices } from './swarm-services.js';

/** Services as the controller lists them, where they stand, and what is wrong with their labels as such. */
export interface ListedServices {
  readonly services: readonly Parameters[];
  readonly places: Places;
  readonly findings: readonly Finding[];
}

/** Lists services of compose files as the controller does: only those whose notify label says so. */
export function listedServices(
  given: readonly ComposeService[],
  options: ServiceParametersOptions & { readonly stack: string | undefined },
): ListedServices {
  const names = labelNames(options.notifyLabel);
  const list = serviceParameters(options);
  const listOf = (services: readonly DeployedService[]) =>
    list({ services: services.map(({ service }) => service), nodes: [], problems: [] });
  const deployed = swarmServices(given, options.stack);
  const places = new Map<string, LocatedService>();
  for (const one of deployed) {
    const { prefix } = names;
    // Problems name a service as Swarm does, or as the proxy does.
    const [own] = listOf([one]).services;
    for (const name of [one.service.name, own?.serviceName ?? one.service.name]) {
      places.set(name, locate(one.given, prefix));
    }
  }
  const { services, problems } = listOf(deployed);
  return {
    services,
    places,
    findings: [
      ...given.flatMap((one) => labelFindings(one, names)),
      ...problems.map((problem) => located(problem, 'parameter', places)),
    ],
  };
}

/** Problems name a parameter, or its label. */
function locate({ place, labels }: ComposeService, prefix: string): LocatedService {
  const parameters = [...labels].flatMap(([label, { place: at }]) => [
    [label, at] as const,
    [label.slice(prefix.length), at] as const,
  ]);
  return { place, parameters: new Map(parameters) };
}
