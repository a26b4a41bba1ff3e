import { beforeService } from './before-service.js';
import { takes } from './evaluate.js';
import type { Explanation, PassedOver, Winner } from './explanation.js';
import { httpBackends, httpDestinations } from './http-backends.js';
import { nearMisses } from './near-misses.js';
import type { Question } from './question.js';
import type { Route } from './route.js';
import { checksOf } from './route-checks.js';
import type { RouteOrder } from './routes-of.js';
import type { Routing } from './routing.js';
import { whyFirst } from './why-first.js';

/** How many passed-over routes are told of, and how many that do not take the request when another does. */
const most = { all: 20, nearBesideWinner: 5 };

/** Returns which route serves a request and why, and which were passed over. The winner is the first match of the list. */
export function explain(routing: Routing, question: Question): Explanation {
  const { routes, order } = routing;
  const { method, url, secure, head } = question;
  const [first, ...later] = routes.filter((route) => takes(route, head));
  const winner = first ? routeWinner(first, later, question, order) : defaultWinner(routing);
  const passed = first ? later.map((route) => comesLater(first, route, order)) : [];
  const missed = nearMisses(routes, head);
  const near = missed.slice(0, first ? most.nearBesideWinner : most.all);
  const shown = [...passed, ...near].slice(0, most.all);
  return {
    request: { method, url, secure, port: head.port, host: head.host ?? '', path: head.path },
    winner: winner ?? null,
    before: winner ? beforeService(routing, winner, question) : [],
    passedOver: shown,
    more: passed.length + missed.length - shown.length,
    notes: notesOf(routing),
  };
}

function routeWinner(route: Route, later: readonly Route[], { head }: Question, order: RouteOrder): Winner {
  const [next] = later;
  const place =
    next === undefined
      ? 'no other route takes it'
      : `${later.length} more would take it, but it comes first: ${whyFirst(route, next, order)}`;
  const why = [...checksOf(route, head).map(({ words }) => words), place];
  return { service: route.service, backend: route.backend, isDefault: false, why };
}

function defaultWinner({ specs, defaultBackend }: Routing): Winner | undefined {
  const spec = specs.find((candidate) =>
    httpDestinations(candidate).some((destination) =>
      httpBackends(candidate, destination).some(({ name }) => name === defaultBackend),
    ),
  );
  if (spec === undefined) return undefined;
  const why = ['no route takes it, and this is the default backend (isDefaultBackend)'];
  return { service: spec.serviceName, backend: defaultBackend, isDefault: true, why };
}

function comesLater(first: Route, route: Route, order: RouteOrder): PassedOver {
  const { service, backend } = route;
  return {
    service,
    backend,
    takes: true,
    words: `takes it, too, but comes later: ${whyFirst(first, route, order)}`,
  };
}

function notesOf({ specs }: Routing): readonly string[] {
  return specs.flatMap(({ serviceName, frontendTemplate }) =>
    frontendTemplate === undefined
      ? []
      : `service ${serviceName} has rules by template ${frontendTemplate}, which come before all routes: what they take is not known here`,
  );
}
