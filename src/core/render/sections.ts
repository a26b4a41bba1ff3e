import type { Destination, ServiceSpec } from '../parameters/service-spec.js';
import type { Section } from '../rendered-config.js';
import { backendName } from '../routing/routes-of.js';
import type { Lookup, RoutingTable } from '../routing/routing-table.js';
import { aclRoute } from './acl-route.js';
import { errorPages } from './error-pages.js';
import { quote } from './quote.js';
import type { RenderSettings } from './render-settings.js';
import { serversOf } from './servers.js';
import type { LayOut } from './templates.js';
import type { BackendView, FrameView, FrontendEndView, FrontendView, LookupView } from './view.js';

/** Returns the sections that depend on settings only: global, resolvers, defaults. */
export function frameSection(settings: RenderSettings, layOut: LayOut): Section {
  const view: FrameView = {
    serverState: settings.serverState,
    jail: settings.jail,
    hardStopAfter: settings.hardStopAfter,
    resolvers: settings.resolvers,
    connectionMode: settings.connectionMode,
    timeouts: settings.timeouts,
    errorFiles: errorPages.map(({ status }) => ({ status, file: errorFileName(status) })),
  };
  return { name: 'global', kind: 'frame', text: layOut('frame.cfg.njk', view) };
}

export function errorFileName(status: number): string {
  return `errors/${status}.http`;
}

/** Returns the frontend in parts: its head with the look-ups, one part for each route that stays an ACL, its end. */
export function frontendSections(
  table: RoutingTable,
  defaultBackend: string,
  settings: RenderSettings,
  layOut: LayOut,
): readonly Section[] {
  const head: FrontendView = {
    binds: settings.binds.map(({ port, options }) => `*:${port} ${options}`.trim()),
    lookups: table.lookups.map(lookupView),
    needsHosts: table.lookups.some(({ hosts }) => hosts === 'host'),
    needsSuffixes: table.lookups.some(({ hosts }) => hosts === 'suffix'),
  };
  return [
    { name: 'frontend services', kind: 'frontend', text: layOut('frontend.cfg.njk', head) },
    ...table.rest.map(
      (route, position): Section => ({
        name: `frontend services, route ${route.rank}`,
        kind: 'frontend',
        service: route.service,
        text: layOut('acl-route.cfg.njk', aclRoute(route, position)),
      }),
    ),
    {
      name: 'frontend services, end',
      kind: 'frontend',
      text: layOut('frontend-end.cfg.njk', { defaultBackend } satisfies FrontendEndView),
    },
  ];
}

const hostClassOf: Readonly<Record<Lookup['hosts'], string>> = {
  any: '',
  host: '%[var(txn.host_class)]',
  suffix: '%[var(txn.suffix_class)]',
};

function lookupView({ byPort, hosts }: Lookup, position: number): LookupView {
  return { first: position === 0, key: `${byPort ? '%[dst_port]' : ''}|${hostClassOf[hosts]}|%[path]#` };
}

/** Returns the backend of one destination. */
export function backendSection(spec: ServiceSpec, destination: Destination, layOut: LayOut): Section {
  const name = backendName(spec, destination);
  const view: BackendView = {
    name,
    connectionMode: spec.connectionMode ?? '',
    timeoutServer: destination.timeoutServer ?? 0,
    timeoutTunnel: destination.timeoutTunnel ?? 0,
    // Quoted twice: the outer word is the file's, the inner ones are the arguments of regsub.
    rewrites: destination.rewrites.map(({ search, replace }) =>
      quote(`path,regsub(${quote(search)},${quote(replace)})`),
    ),
    servers: serversOf(spec, destination).line,
  };
  return {
    name: `backend ${name}`,
    kind: 'backend',
    service: spec.serviceName,
    text: layOut('backend.cfg.njk', view),
  };
}
