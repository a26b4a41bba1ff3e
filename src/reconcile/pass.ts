import type { Outcome } from '../core/outcome.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { Problem } from '../core/problem.js';
import type { Routing } from '../core/routing/routing.js';
import { withoutSecrets } from '../core/validation/without-secrets.js';
import { describeError } from '../errors.js';
import type { Clock, Metrics } from '../ports.js';
import type { PassInput } from './pass-input.js';
import { type TryOutParts, tryOut } from './try-out.js';
import { standInsOf } from './view.js';
import { wordsOfHaproxy } from './words-of-haproxy.js';

export interface PassParts extends TryOutParts {
  readonly clock: Clock;
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
