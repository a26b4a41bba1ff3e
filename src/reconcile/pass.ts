import * as E from 'fp-ts/lib/Either.js';
import type { DesiredState } from '../core/desired-state.js';
import { diff } from '../core/diff.js';
import { faultyServices } from '../core/faulty-services.js';
import { isPlain } from '../core/is-plain.js';
import type { Outcome } from '../core/outcome.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { Problem } from '../core/problem.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import type { Routing } from '../core/routing/routing.js';
import { withoutSecrets } from '../core/validation/without-secrets.js';
import { describeError, type WaggleError } from '../errors.js';
import type { AppliedHow, Clock, Haproxy, Metrics } from '../ports.js';
import type { PassInput } from './pass-input.js';
import type { Quarantine } from './quarantine.js';
import type { ReloadPace } from './reload-pace.js';
import { type Answer, settle } from './settle.js';

export interface PassParts {
  readonly haproxy: Haproxy;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  readonly reloadPace: ReloadPace;
  readonly metrics: Pick<Metrics, 'quarantineSeen'>;
}

/** What a pass did, and how it wanted requests to be routed: as HAProxy does now unless the pass failed. */
export interface PassResult {
  readonly outcome: Outcome;
  readonly routing: Routing;
  /** What is served in another version than is wanted: that one's parameters. */
  readonly standIns: readonly Parameters[];
}

/** Looks at the whole state, decides, does. It is given a way to read the state and never an event. */
export type Pass = (current: () => PassInput) => Promise<PassResult>;

/**
 * Candidates that HAProxy may refuse in one pass. Who is found guilty stays so, and who is taken is served, so that the next
 * pass is further; one is enough to find somebody among a hundred thousand by halves.
 */
const mostRefusals = 20;

/** Returns the pass. */
export function createPass(parts: PassParts): Pass {
  const { quarantine, clock, metrics } = parts;
  return async (current) => {
    const startedAt = clock();
    const tried = await tryOut(parts, current);
    const finishedAt = clock();
    metrics.quarantineSeen(quarantine.list().length);
    const { revision, state, routing } = tried.view;
    const problems = [...state.problems, ...quarantine.problems()];
    const standIns = standInsOf(tried.view);
    const common = { revision, finishedAt, duration: finishedAt - startedAt, problems };
    if (tried.error !== undefined) {
      const error = withoutSecrets(tried.view.wanted, describeError(tried.error));
      const words = withoutSecrets(tried.view.wanted, wordsOfHaproxy(tried.error));
      const all = words === '' ? problems : [...problems, nobodysFault(words)];
      return { outcome: { ...common, problems: all, kind: 'failed', reasons: [], error }, routing, standIns };
    }
    const unfinished = tried.isUnfinished ? { unfinished: true } : {};
    return { outcome: { ...common, ...tried.how, ...unfinished }, routing, standIns };
  };
}

/** What HAProxy made of the wanted state. */
interface Tried {
  /** What is served, or was to be. */
  readonly view: View;
  readonly how: Pick<Outcome, 'kind' | 'reasons'>;
  readonly error?: WaggleError;
  readonly isUnfinished: boolean;
}

interface View {
  readonly revision: string;
  readonly state: DesiredState;
  readonly wanted: RenderedConfig;
  readonly routing: Routing;
}

/** The state is read until HAProxy is asked for the first time: what comes later is for the next pass. */
async function tryOut(parts: PassParts, current: () => PassInput): Promise<Tried> {
  const { haproxy, quarantine, reloadPace } = parts;
  const none: ReadonlySet<string> = new Set();
  let input = current();
  let view = look(input, quarantine, none);
  let taken: View | undefined;
  let refused: WaggleError | undefined;
  let words = '';
  const steps: AppliedHow[] = [];

  async function attempt(held: ReadonlySet<string>): Promise<Answer> {
    const isFirst = refused === undefined && taken === undefined;
    const plan = () => diff(haproxy.applied(), view.wanted, haproxy.capabilities);
    if (!isFirst) view = look(input, quarantine, held);
    let planned = plan();
    if (planned.kind === 'reload') {
      await reloadPace.wait();
      if (isFirst) {
        input = current();
        view = look(input, quarantine, held);
      }
      planned = plan();
    }
    const result = await haproxy.apply(planned, view.wanted)();
    if (E.isLeft(result)) return blamed(result.left, held);
    if (isReload(result.right)) reloadPace.reloaded();
    steps.push(result.right);
    taken = view;
    quarantine.served(view.routing.specs, view.state.specs, held);
    return 'taken';
  }

  /** Who has not changed is to blame only when nobody has: what others say may have made its lines wrong. */
  function blamed(error: WaggleError, held: ReadonlySet<string>): Answer {
    refused = error;
    words = withoutSecrets(view.wanted, wordsOfHaproxy(error));
    if (words === '') return 'failed';
    const { specs } = view.state;
    const suspects = new Set(quarantine.suspects(specs, held));
    const named = [...faultyServices(view.wanted, words)];
    const guilty = suspects.size === 0 ? named : named.filter(([name]) => suspects.has(name));
    if (quarantine.isNobodys(specs, new Map(guilty))) return 'failed';
    quarantine.refuse(specs, new Map(guilty));
    if (guilty.length > 0) return 'blamed';
    return suspects.size > 0 && error._tag === 'ConfigRejected' ? 'unclear' : 'failed';
  }

  const trial = {
    attempt,
    suspects: (held: ReadonlySet<string>) => {
      const { specs } = view.state;
      const names = quarantine.suspects(specs, held);
      const speaking = new Set(specs.filter((spec) => !isPlain(spec)).map(({ serviceName }) => serviceName));
      return {
        plain: names.filter((name) => !speaking.has(name)),
        others: names.filter((name) => speaking.has(name)),
      };
    },
    blame: (service: string) => quarantine.refuse(view.state.specs, new Map([[service, words]])),
  };
  const settled = await settle(trial, mostRefusals);
  const isServed = settled === 'settled' || (settled === 'unfinished' && taken !== undefined);
  return {
    view: (isServed && taken) || view,
    how: together(steps),
    ...(isServed || refused === undefined ? {} : { error: refused }),
    isUnfinished: settled === 'unfinished',
  };
}

function look(
  { revision, services, problems, readServices, render }: PassInput,
  quarantine: Quarantine,
  held: ReadonlySet<string>,
): View {
  const { specs, problems: found } = readServices(services);
  const rendering = render(quarantine.chosen(specs, held));
  const state = { specs, problems: [...problems, ...found, ...rendering.problems] };
  return { revision, state, wanted: rendering.config, routing: rendering.routing };
}

function standInsOf({ state, routing }: View): readonly Parameters[] {
  const wanted = new Set(state.specs);
  return routing.specs.flatMap((spec) => (wanted.has(spec) ? [] : [spec.parameters]));
}

/** A start is none: the first service that comes after it need not wait. */
function isReload(how: AppliedHow): boolean {
  return how.kind === 'reload' && how.reasons.some(({ kind }) => kind !== 'start');
}

/** Returns what several steps amount to. */
function together(steps: readonly AppliedHow[]): Pick<Outcome, 'kind' | 'reasons'> {
  const reasons = steps.flatMap((step) => (step.kind === 'reload' ? step.reasons : []));
  if (reasons.length > 0) return { kind: 'reload', reasons };
  return { kind: steps.some(({ kind }) => kind === 'dynamic') ? 'dynamic' : 'noop', reasons: [] };
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
