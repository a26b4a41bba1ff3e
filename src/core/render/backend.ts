import { quote } from '../language/quote.js';
import type { Discovery, Section } from '../rendered-config.js';
import {
  type HttpBackend,
  httpBackends,
  httpDestinations,
  redirectBackendName,
} from '../routing/http-backends.js';
import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';
import { requestRules, responseRules } from './backend-rules.js';
import type { BackendView, RedirectView } from './backend-view.js';
import type { RenderSettings } from './render-settings.js';
import { type Dialled, serversOf } from './servers.js';
import type { LayOut } from './templates.js';
import { userListSection, usersOfService } from './user-lists.js';

/** Returns a service's HTTP backends with what they need: its list of users, backends that only redirect. */
export function backendSections(
  spec: ServiceSpec,
  settings: RenderSettings,
  layOut: LayOut,
): readonly Section[] {
  const { access, serviceName } = spec;
  const userList =
    access && access.users.length > 0
      ? [userListSection(usersOfService(spec), access.users, serviceName)]
      : [];
  return [
    ...userList,
    ...httpDestinations(spec).flatMap((destination) => [
      ...httpBackends(spec, destination).map((backend) =>
        section(spec, backend.name, layOut('backend.cfg.njk', viewOf(spec, destination, backend, settings))),
      ),
      ...redirectSections(spec, destination, layOut),
    ]),
  ];
}

/** Returns the names that have to be resolved for a service's HTTP backends. */
export function backendDiscovery(spec: ServiceSpec): readonly Discovery[] {
  return httpDestinations(spec).flatMap((destination) =>
    httpBackends(spec, destination).map((backend) => ({
      backend: backend.name,
      ...serversOf(spec, dialled(destination, backend)).discovery,
    })),
  );
}

function dialled({ outboundHostname, sslVerifyNone }: HttpDestination, { port }: HttpBackend): Dialled {
  return {
    port,
    ...(outboundHostname && { outboundHostname }),
    options: sslVerifyNone ? 'ssl verify none' : '',
  };
}

function viewOf(
  spec: ServiceSpec,
  destination: HttpDestination,
  backend: HttpBackend,
  settings: RenderSettings,
): BackendView {
  const { algorithms = [], types = [] } = { ...settings.compression, ...spec.compression };
  return {
    name: backend.name,
    connectionMode: spec.connectionMode ?? '',
    timeoutServer: destination.timeoutServer ?? 0,
    timeoutTunnel: destination.timeoutTunnel ?? 0,
    compressionAlgorithms: algorithms,
    compressionTypes: algorithms.length > 0 ? types : [],
    cookie: spec.sticky ? quote(spec.serviceName) : '',
    rules: [...requestRules(spec, destination, settings), ...responseRules(spec)],
    servers: serversOf(spec, dialled(destination, backend)).line,
    extra: spec.backendExtra,
  };
}

function redirectSections(
  spec: ServiceSpec,
  destination: HttpDestination,
  layOut: LayOut,
): readonly Section[] {
  if (destination.redirectFrom === undefined) return [];
  const name = redirectBackendName(spec, destination);
  const { to } = destination.redirectFrom;
  return [section(spec, name, layOut('redirect.cfg.njk', { name, to } satisfies RedirectView))];
}

function section({ serviceName }: ServiceSpec, name: string, text: string): Section {
  return { name: `backend ${name}`, kind: 'backend', service: serviceName, text };
}
