import * as E from 'fp-ts/lib/Either.js';
import type { DesiredState } from '../core/desired-state.js';
import { diff } from '../core/diff.js';
import { faultyServices } from '../core/faulty-services.js';
import type { Outcome } from '../core/outcome.js';
import type { Problem } from '../core/problem.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import type { Routing } from '../core/routing/routing.js';
import type { ServiceSpec } from '../core/services/service-spec.js';
import { describeError, type WaggleError } from '../errors.js';
import type { AppliedHow, Clock, Haproxy } from '../ports.js';
import type { PassInput } from './pass-input.js';

export interface PassParts {
  readonly haproxy: Haproxy;
  readonly clock: Clock;
  /** Resolves when HAProxy may be reloaded again. */
  readonly waitForReload: () => Promise<void>;
}

/** What a pass did, and how it wanted requests to be routed: as HAProxy does now unless the pass failed. */
export interface PassResult {
  readonly outcome: Outcome;
  readonly routing: Routing;
}

/** Looks at the whole state, decides, does. It is given a way to read the state and never an event. */
export type Pass = (current: () => PassInput) => Promise<PassResult>;

/** Returns the pass. It remembers which services HAProxy refused, so that they are tried again only when they change. */
export function createPass(parts: PassParts): Pass {
  const refused = new Map<ServiceSpec, Problem>();
  return async (current) => {
    const startedAt = parts.clock();
    const { revision, state, routing, result } = await attempt(parts, refused, current);
    const finishedAt = parts.clock();
    const problems = [...state.problems, ...refused.values()];
    const common = { revision, finishedAt, duration: finishedAt - startedAt, problems };
    if (E.isLeft(result)) {
      const error = describeError(result.left);
      const words = wordsOfHaproxy(result.left);
      const all = words === '' ? problems : [...problems, nobodysFault(words)];
      return { outcome: { ...common, problems: all, kind: 'failed', reasons: [], error }, routing };
    }
    const how = result.right;
    const reasons = how.kind === 'reload' ? how.reasons : [];
    return { outcome: { ...common, kind: how.kind, reasons }, routing };
  };
}

interface Attempt {
  readonly revision: string;
  readonly state: DesiredState;
  readonly routing: Routing;
  readonly result: E.Either<WaggleError, AppliedHow>;
}

async function attempt(
  parts: PassParts,
  refused: Map<ServiceSpec, Problem>,
  current: () => PassInput,
): Promise<Attempt> {
  const { haproxy } = parts;
  let view = look(current(), refused);
  const plan = () => diff(haproxy.applied(), view.wanted, haproxy.capabilities);
  if (plan().kind === 'reload') {
    await parts.waitForReload();
    view = look(current(), refused);
  }
  const result = await haproxy.apply(plan(), view.wanted)();
  if (E.isRight(result)) return { ...view, result };
  const faults = faultyServices(view.wanted, wordsOfHaproxy(result.left));
  const guilty = view.state.specs.filter((spec) => faults.has(spec.serviceName) && !refused.has(spec));
  if (guilty.length === 0) return { ...view, result };
  for (const spec of guilty) refused.set(spec, refusal(spec, faults.get(spec.serviceName) ?? ''));
  return await attempt(parts, refused, current);
}

function look(
  { revision, services, problems, readServices, render }: PassInput,
  refused: Map<ServiceSpec, Problem>,
): { revision: string; state: DesiredState; wanted: RenderedConfig; routing: Routing } {
  const { specs, problems: found } = readServices(services);
  const present = new Set(specs);
  for (const spec of refused.keys()) if (!present.has(spec)) refused.delete(spec);
  const rendering = render(specs.filter((spec) => !refused.has(spec)));
  const state = { specs, problems: [...problems, ...found, ...rendering.problems] };
  return { revision, state, wanted: rendering.config, routing: rendering.routing };
}

/** What HAProxy said when it refused a configuration, or could not start with it: a port may be in use on the host. */
function wordsOfHaproxy(error: WaggleError): string {
  switch (error._tag) {
    case 'ConfigRejected':
    case 'ReloadFailed':
      return error.output;
    case 'HaproxyUnusable':
      return error.detail;
    default:
      return '';
  }
}

/** What HAProxy refuses without a word of a service is in what the operator gives: raw lines, options, a base template. */
function nobodysFault(message: string): Problem {
  return {
    service: '(settings)',
    parameter: '(configuration)',
    value: '',
    rule: `is refused by HAProxy: ${message}`,
    advice:
      'correct the settings of the proxy; until then nothing changes, and what HAProxy serves stays as it is',
  };
}

function refusal(spec: ServiceSpec, message: string): Problem {
  const correction = /cannot bind/.test(message)
    ? 'choose another srcPort, or free the port on this host: it is tried again when the service changes'
    : 'correct its parameters';
  return {
    service: spec.serviceName,
    parameter: '(configuration)',
    value: '',
    rule: `is refused by HAProxy: ${message}`,
    advice: `${correction}; until then the service is left out`,
  };
}
