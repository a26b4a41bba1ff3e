import type { HostMatch } from '../services/service-spec.js';
import { takes } from './evaluate.js';
import { hostWords, pathWords } from './pattern-words.js';
import type { RequestHead, Route } from './route.js';

/** One thing that a route asks of a request. */
export interface RouteCheck {
  readonly about: 'host' | 'path' | 'exclusion' | 'header' | 'user agent' | 'entry port';
  readonly fits: boolean;
  /** How the request fits, or what the route wants instead. */
  readonly words: string;
}

/** Returns everything that a route asks of a request; it takes the request if all of it fits. */
export function checksOf(route: Route, head: RequestHead): readonly RouteCheck[] {
  return [
    ...portCheck(route, head),
    hostCheck(route, head),
    ...headerChecks(route, head),
    ...agentCheck(route, head),
    ...pathChecks(route, head),
  ];
}

/** Whether a route that asks for nothing but this takes the request: the same comparison that decides, part by part. */
function fits(some: Partial<Route>, head: RequestHead): boolean {
  return takes({ ...undemanding, ...some }, head);
}

const undemanding: Route = {
  rank: '',
  service: '',
  backend: '',
  hosts: [],
  headers: [],
  userAgents: [],
  pathType: 'path_beg',
  ignorePathCase: false,
  paths: [''],
  excludedPaths: [],
};

function portCheck({ port }: Route, head: RequestHead): readonly RouteCheck[] {
  if (port === undefined) return [];
  const fit = fits({ port }, head);
  return [
    { about: 'entry port', fits: fit, words: fit ? `it came in by port ${port}` : `entry port ${port}` },
  ];
}

function hostCheck({ hosts }: Route, head: RequestHead): RouteCheck {
  if (hosts.length === 0) return { about: 'host', fits: true, words: 'it takes any host' };
  const match = hosts.find((one) => fits({ hosts: [one] }, head));
  if (match !== undefined) return { about: 'host', fits: true, words: `it takes ${hostWords(match)}` };
  const untold = hosts.some(isUntold) ? ' (that cannot be told here)' : '';
  return { about: 'host', fits: false, words: `${some(hosts.map(hostWords))}${untold}` };
}

function isUntold({ kind }: HostMatch): boolean {
  return kind === 'fetch';
}

function headerChecks({ headers }: Route, head: RequestHead): readonly RouteCheck[] {
  return headers.map((header) => {
    const fit = fits({ headers: [header] }, head);
    const { name, value } = header;
    return { about: 'header', fits: fit, words: `${fit ? 'it has the ' : 'the '}header ${name}: ${value}` };
  });
}

function agentCheck({ userAgents }: Route, head: RequestHead): readonly RouteCheck[] {
  if (userAgents.length === 0) return [];
  const agent = userAgents.find((one) => fits({ userAgents: [one] }, head));
  if (agent !== undefined)
    return [{ about: 'user agent', fits: true, words: `its User-Agent contains ${agent}` }];
  return [{ about: 'user agent', fits: false, words: `a User-Agent that contains ${some(userAgents)}` }];
}

function pathChecks(route: Route, head: RequestHead): readonly RouteCheck[] {
  const { pathType, ignorePathCase, paths, excludedPaths } = route;
  const find = (patterns: readonly string[], ignoreCase = ignorePathCase) =>
    patterns.find((path) => fits({ pathType, ignorePathCase: ignoreCase, paths: [path] }, head));
  const path = find(paths);
  if (path === undefined) {
    const hint = find(paths, true) === undefined ? '' : ' (the case of letters counts)';
    const words = `${some(paths.map((one) => pathWords(pathType, one)))}${hint}`;
    return [{ about: 'path', fits: false, words }];
  }
  const taken: RouteCheck = {
    about: 'path',
    fits: true,
    words: `it takes ${pathWords(pathType, path)}`,
  };
  const excluded = find(excludedPaths);
  if (excluded === undefined) return [taken];
  const words = `everything but ${pathWords(pathType, excluded)} (servicePathExclude)`;
  return [taken, { about: 'exclusion', fits: false, words }];
}

/** A few of a list are enough to recognise it. */
function some(words: readonly string[]): string {
  const shown = words.slice(0, 3).join(', or ');
  return words.length > 3 ? `${shown}, or one of ${words.length - 3} more` : shown;
}
