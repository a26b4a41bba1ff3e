import * as E from 'fp-ts/lib/Either.js';
import { diff } from '../core/diff.js';
import { faultyServices } from '../core/faulty-services.js';
import { isPlain } from '../core/is-plain.js';
import type { Outcome } from '../core/outcome.js';
import { withoutSecrets } from '../core/validation/without-secrets.js';
import type { WaggleError } from '../errors.js';
import type { AppliedHow, Haproxy } from '../ports.js';
import type { PassInput } from './pass-input.js';
import type { Quarantine } from './quarantine.js';
import type { ReloadPace } from './reload-pace.js';
import { type Answer, settle } from './settle.js';
import { look, type View } from './view.js';
import { wordsOfHaproxy } from './words-of-haproxy.js';

export interface TryOutParts {
  readonly haproxy: Haproxy;
  readonly quarantine: Quarantine;
  readonly reloadPace: ReloadPace;
}

/** What HAProxy made of the wanted state. */
export interface Tried {
  /** What is served, or was to be. */
  readonly view: View;
  readonly how: Pick<Outcome, 'kind' | 'reasons'>;
  readonly error?: WaggleError;
  readonly isUnfinished: boolean;
}

/**
 * Candidates that HAProxy may refuse in one pass. Who is found guilty stays so, and who is taken is served, so that the next
 * pass is further; one is enough to find somebody among a hundred thousand by halves.
 */
const mostRefusals = 20;

/**
 * Gives HAProxy as much of the wanted state as it takes. The state is read until HAProxy is asked for the first time: what comes
 * later is for the next pass.
 */
export async function tryOut(parts: TryOutParts, current: () => PassInput): Promise<Tried> {
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
