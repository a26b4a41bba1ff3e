import { quote } from '../language/quote.js';
import type { Section } from '../rendered-config.js';
import type { RenderSettings } from './render-settings.js';
import type { LayOut } from './templates.js';

/** HAProxy's statistics page. */
export interface Statistics {
  readonly port: number;
  readonly uri: string;
  /** Absent: everybody may see it. */
  readonly user?: { readonly name: string; readonly password: string };
}

/** Lines of a frontend, and what of them is secret. */
interface StatisticsLines {
  readonly lines: readonly string[];
  readonly hidden: readonly string[];
}

/** Returns the lines that put the page into the HTTP frontend: none when it is off or has a port of its own. */
export function sharedStatistics(settings: RenderSettings): StatisticsLines {
  const { statistics } = settings;
  return statistics === undefined || ownPort(settings) !== undefined
    ? { lines: [], hidden: [] }
    : linesOf(statistics);
}

/** Returns the frontend of a page that has a port of its own. */
export function statisticsSections(settings: RenderSettings, layOut: LayOut): readonly Section[] {
  const { statistics } = settings;
  const port = ownPort(settings);
  if (statistics === undefined || port === undefined) return [];
  const { lines, hidden } = linesOf(statistics);
  return [
    {
      name: 'frontend stats',
      kind: 'frontend',
      text: layOut('statistics.cfg.njk', { port, lines }),
      hidden,
    },
  ];
}

/** Returns the page's port if it is none of the HTTP frontend's. */
export function ownPort({
  statistics,
  binds,
}: Pick<RenderSettings, 'statistics' | 'binds'>): number | undefined {
  return binds.some(({ port }) => port === statistics?.port) ? undefined : statistics?.port;
}

function linesOf({ uri, user }: Statistics): StatisticsLines {
  const secret = user && quote(`${user.name}:${user.password}`);
  return {
    lines: [
      'stats enable',
      'stats hide-version',
      'stats refresh 10s',
      `stats uri ${quote(uri)}`,
      ...(secret === undefined ? [] : ["stats realm 'HAProxy statistics'", `stats auth ${secret}`]),
    ],
    hidden: secret === undefined ? [] : [secret],
  };
}
