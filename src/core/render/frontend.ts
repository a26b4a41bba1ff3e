import type { Section } from '../rendered-config.js';
import type { Lookup, RoutingTable } from '../routing/routing-table.js';
import { aclRoute } from './acl-route.js';
import type { FrontendEndView, FrontendView, LookupView } from './frontend-view.js';
import type { RenderSettings } from './render-settings.js';
import type { LayOut } from './templates.js';

/** The authorities that clients are verified against, relative to the configuration folder. */
export const clientCaFile = 'ca.pem';

/** What the frontend is made of besides settings. */
export interface FrontendParts {
  readonly table: RoutingTable;
  /** Services' own parts, from the operator's templates. */
  readonly custom: readonly Section[];
  /** Empty: none. */
  readonly defaultBackend: string;
  /** Whether there is a certificate for the TLS ports; without one they are not bound. */
  readonly hasCertificates: boolean;
}

/** Returns the frontend in parts: its head with the look-ups, one part for each route that stays an ACL, custom ones, its end. */
export function frontendSections(
  { table, custom, defaultBackend, hasCertificates }: FrontendParts,
  settings: RenderSettings,
  layOut: LayOut,
): readonly Section[] {
  const head: FrontendView = {
    binds: boundPorts(settings, hasCertificates).map(({ port, options }) => `*:${port} ${options}`.trim()),
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
    // Here, HAProxy does not warn of rules that come too late: what templates bring ends in use_backend.
    ...custom,
    {
      name: 'frontend services, end',
      kind: 'frontend',
      text: layOut('frontend-end.cfg.njk', { defaultBackend } satisfies FrontendEndView),
    },
  ];
}

/** The ports that are really bound. */
export function boundPorts({ binds }: RenderSettings, hasCertificates: boolean): RenderSettings['binds'] {
  return binds.filter(({ ssl }) => !ssl || hasCertificates);
}

const hostClassOf: Readonly<Record<Lookup['hosts'], string>> = {
  any: '',
  host: '%[var(txn.host_class)]',
  suffix: '%[var(txn.suffix_class)]',
};

function lookupView({ byPort, hosts }: Lookup, position: number): LookupView {
  return { first: position === 0, key: `${byPort ? '%[dst_port]' : ''}|${hostClassOf[hosts]}|%[path]#` };
}
