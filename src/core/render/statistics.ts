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
  return statistics === undefined || hasOwnPort(settings) ? { lines: [], hidden: [] } : linesOf(statistics);
}

/** Returns the frontend of a page that has a port of its own. */
export function statisticsSections(settings: RenderSettings, layOut: LayOut): readonly Section[] {
  const { statistics } = settings;
  if (statistics === undefined || !hasOwnPort(settings)) return [];
  const { lines, hidden } = linesOf(statistics);
  const text = layOut('statistics.cfg.njk', { port: statistics.port, lines });
  return [{ name: 'frontend stats', kind: 'frontend', text, hidden }];
}

/** Whether the page is on a port that is none of the HTTP frontend's. */
export function hasOwnPort({ statistics, binds }: Pick<RenderSettings, 'statistics' | 'binds'>): boolean {
  return statistics !== undefined && !binds.some(({ port }) => port === statistics.port);
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
