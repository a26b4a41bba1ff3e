import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { asyncScheduler, concatMap, delay, type SchedulerLike, Subject } from 'rxjs';
import { withKeys, withoutKeys } from '../core/last-good.js';
import type { Problem } from '../core/problem.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import { describeError, type WaggleError } from '../errors.js';
import type { ConfigStore, Haproxy, Logger } from '../ports.js';
import { gather } from './gather.js';
import type { Pass } from './pass.js';
import type { PassInput } from './pass-input.js';
import { createProblemLog } from './problem-log.js';

/** Milliseconds after a pass: to put thousands of services into words takes a while, and nobody is to wait for it. */
const rest = 1_000;

export interface LastGoodParts {
  readonly haproxy: Haproxy;
  readonly store: ConfigStore;
  /** The error page, by nothing of the operator's that HAProxy could refuse. */
  readonly errorPage: () => RenderedConfig;
  /** Milliseconds between two saves at least. */
  readonly interval: number;
  readonly log: Logger;
}

/** Keeps what HAProxy took last, and serves that when it takes nothing else. */
export interface LastGood {
  /** HAProxy for the passes, with an eye on what it takes. */
  readonly haproxy: Haproxy;
  /**
   * Returns the pass that, where it fails and no HAProxy runs, starts one with what it took last before, else with the error
   * page alone. It is a failed pass all the same, and tried again.
   */
  around(pass: Pass): Pass;
  /** What is served in place of what is wanted, in words; undefined as long as that is served. */
  standIn(): string | undefined;
  problems(): readonly Problem[];
  /** Starts nothing any more, and saves what is not yet saved. */
  stop(): Promise<void>;
}

export function createLastGood(parts: LastGoodParts, scheduler: SchedulerLike = asyncScheduler): LastGood {
  const { haproxy, store, log } = parts;
  const good$ = new Subject<RenderedConfig>();
  /** Given to HAProxy last; taken by it last. */
  let given: RenderedConfig | undefined;
  let taken: RenderedConfig | undefined;
  let good: RenderedConfig | undefined;
  let savedRevision: string | undefined;
  let standIn: string | undefined;
  let unsaved: readonly Problem[] = [];
  const logProblems = createProblemLog(log);
  const problems = () => [...(standIn === undefined ? [] : [standInProblem(standIn)]), ...unsaved];

  let saving = Promise.resolve();
  let stopped = false;
  const save = () => {
    saving = saving.then(saveNow);
    return saving;
  };
  async function saveNow(): Promise<void> {
    if (good === undefined || good.revision === savedRevision) return;
    const config = good;
    const saved = await store.save(withoutKeys(config))();
    unsaved = E.isLeft(saved) ? [notSaved(saved.left)] : [];
    logProblems(problems());
    if (E.isRight(saved)) savedRevision = config.revision;
    // After the interval, then.
    else good$.next(config);
  }

  const saves = good$
    .pipe(gather(parts.interval, scheduler), delay(rest, scheduler), concatMap(save))
    .subscribe();

  async function kept(): Promise<RenderedConfig | undefined> {
    const loaded = await store.load()();
    if (E.isLeft(loaded)) {
      log.error({ error: describeError(loaded.left) }, 'last good configuration cannot be used');
      return undefined;
    }
    return loaded.right && withKeys(loaded.right, given?.certificates ?? new Map());
  }

  async function fallBack(input: PassInput | undefined): Promise<string | undefined> {
    const candidates: readonly (readonly [string, () => Promise<RenderedConfig | undefined>])[] = [
      ['what was served last', kept],
      ['the error page', async () => input?.render([]).config],
      ['the error page, by no settings but the ports', async () => parts.errorPage()],
    ];
    for (const [words, configOf] of candidates) {
      const config = await configOf();
      if (config === undefined || config.revision === given?.revision) continue;
      const reason = { kind: 'start', detail: `HAProxy is started with ${words}` } as const;
      const started = await haproxy.apply({ kind: 'reload', reasons: [reason] }, config)();
      if (E.isRight(started)) {
        log.warn({ served: words }, 'serving in place of what is wanted');
        return words;
      }
      log.warn({ tried: words, error: describeError(started.left) }, 'cannot be served either');
    }
    return undefined;
  }

  return {
    haproxy: {
      ...haproxy,
      apply: (plan, wanted) => {
        given = wanted;
        return pipe(
          haproxy.apply(plan, wanted),
          TE.map((how) => {
            taken = wanted;
            return how;
          }),
        );
      },
    },
    around: (pass) => async (current) => {
      let input: PassInput | undefined;
      const result = await pass(() => {
        input = current();
        return input;
      });
      if (result.outcome.kind !== 'failed') {
        standIn = undefined;
        // The error page is not what one would want back.
        if (taken !== undefined && input !== undefined && input.services.length > 0) {
          good = taken;
          good$.next(good);
        }
      } else if (!stopped && !haproxy.status().running) standIn = await fallBack(input);
      logProblems(problems());
      return result;
    },
    standIn: () => standIn,
    problems,
    stop: async () => {
      stopped = true;
      saves.unsubscribe();
      await save();
    },
  };
}

function standInProblem(standIn: string): Problem {
  return {
    service: '(configuration)',
    parameter: '(configuration)',
    value: '',
    rule: `cannot be given to HAProxy, so ${standIn} is served`,
    advice: 'the error of the last pass says why; it is tried again',
  };
}

function notSaved(error: WaggleError): Problem {
  return {
    service: '(state)',
    parameter: 'STATE_DIR',
    value: '',
    rule: `does not take the configuration: ${describeError(error)}`,
    advice: 'make room or let the program write there; it is tried again',
  };
}
