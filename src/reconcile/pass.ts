import * as E from 'fp-ts/lib/Either.js';
import type { DesiredState, ReadServices } from '../core/desired-state.js';
import { diff } from '../core/diff.js';
import { faultyServices } from '../core/faulty-services.js';
import type { Outcome } from '../core/outcome.js';
import type { ServiceSpec } from '../core/parameters/service-spec.js';
import type { Problem } from '../core/problem.js';
import type { Render } from '../core/render/render.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import { describeError, type WaggleError } from '../errors.js';
import type { AppliedHow, Clock, Haproxy } from '../ports.js';

export interface PassParts {
  readonly haproxy: Haproxy;
  readonly readServices: ReadServices;
  readonly render: Render;
  readonly clock: Clock;
  /** Resolves when HAProxy may be reloaded again. */
  readonly waitForReload: () => Promise<void>;
}

/** Looks at the whole state, decides, does. It is given a way to read the state and never an event. */
export type Pass = (current: () => Snapshot) => Promise<Outcome>;

/** Returns the pass. It remembers which services HAProxy refused, so that they are tried again only when they change. */
export function createPass(parts: PassParts): Pass {
  const refused = new Map<ServiceSpec, Problem>();
  return async (current) => {
    const startedAt = parts.clock();
    const { snapshot, state, result } = await attempt(parts, refused, current);
    const finishedAt = parts.clock();
    const problems = [...state.problems, ...refused.values()];
    const common = { revision: snapshot.revision, finishedAt, duration: finishedAt - startedAt, problems };
    if (E.isLeft(result))
      return { ...common, kind: 'failed', reasons: [], error: describeError(result.left) };
    const how = result.right;
    return { ...common, kind: how.kind, reasons: how.kind === 'reload' ? how.reasons : [] };
  };
}

interface Attempt {
  readonly snapshot: Snapshot;
  readonly state: DesiredState;
  readonly result: E.Either<WaggleError, AppliedHow>;
}

async function attempt(
  parts: PassParts,
  refused: Map<ServiceSpec, Problem>,
  current: () => Snapshot,
): Promise<Attempt> {
  const { haproxy, readServices, render } = parts;
  let view = look(current(), readServices, render, refused);
  if (diff(haproxy.applied(), view.wanted).kind === 'reload') {
    await parts.waitForReload();
    view = look(current(), readServices, render, refused);
  }
  const result = await haproxy.apply(diff(haproxy.applied(), view.wanted), view.wanted)();
  if (E.isRight(result) || result.left._tag !== 'ConfigRejected') return { ...view, result };
  const faults = faultyServices(view.wanted, result.left.output);
  const guilty = view.state.specs.filter((spec) => faults.has(spec.serviceName) && !refused.has(spec));
  if (guilty.length === 0) return { ...view, result };
  for (const spec of guilty) refused.set(spec, refusal(spec, faults.get(spec.serviceName) ?? ''));
  return await attempt(parts, refused, current);
}

function look(
  snapshot: Snapshot,
  readServices: ReadServices,
  render: Render,
  refused: Map<ServiceSpec, Problem>,
): { snapshot: Snapshot; state: DesiredState; wanted: RenderedConfig } {
  const state = readServices(snapshot.services);
  const present = new Set(state.specs);
  for (const spec of refused.keys()) if (!present.has(spec)) refused.delete(spec);
  const { config, problems } = render(state.specs.filter((spec) => !refused.has(spec)));
  return { snapshot, state: { ...state, problems: [...state.problems, ...problems] }, wanted: config };
}

function refusal(spec: ServiceSpec, message: string): Problem {
  return {
    service: spec.serviceName,
    parameter: '(configuration)',
    value: '',
    rule: `is refused by HAProxy: ${message}`,
    advice: 'correct its parameters; until then the service is left out',
  };
}
