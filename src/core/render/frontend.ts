import { quote } from '../language/quote.js';
import type { Section } from '../rendered-config.js';
import type { RoutingTable } from '../routing/routing-table.js';
import { accessLogLines } from './access-log.js';
import { aclRoute } from './acl-route.js';
import { bindLines } from './binds.js';
import { frontendLines } from './frontend-lines.js';
import type { FrontendEndView, FrontendView } from './frontend-view.js';
import { lookupsView } from './lookups-view.js';
import type { RenderSettings } from './render-settings.js';
import { sharedStatistics, statisticsSections } from './statistics.js';
import type { LayOut } from './templates.js';

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

/** Returns the frontend in parts: its head with the look-ups, one for each route that stays an ACL, custom ones, its end. */
export function frontendSections(
  { table, custom, defaultBackend, hasCertificates }: FrontendParts,
  settings: RenderSettings,
  layOut: LayOut,
): readonly Section[] {
  const statistics = sharedStatistics(settings);
  const extra = frontendLines(settings.extraFrontend);
  const lookups = lookupsView(table);
  const head: FrontendView = {
    binds: bindLines(settings, hasCertificates),
    lines: [
      ...accessLogLines(settings.accessLog, 'http'),
      ...settings.captures.map(
        ({ header, length }) => `capture request header ${quote(header)} len ${length}`,
      ),
      ...statistics.lines,
      ...extra.head,
    ],
    variables: lookups.variables,
    lookups: lookups.views,
  };
  return [
    {
      name: 'frontend services',
      kind: 'frontend',
      text: layOut('frontend.cfg.njk', head),
      hidden: statistics.hidden,
    },
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
      text: layOut('frontend-end.cfg.njk', {
        lines: extra.end,
        found: lookups.found,
        defaultBackend,
      } satisfies FrontendEndView),
    },
    ...statisticsSections(settings, layOut),
  ];
}
