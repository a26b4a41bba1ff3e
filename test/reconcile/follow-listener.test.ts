import * as E from 'fp-ts/lib/Either.js';
import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Snapshot, snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { WaggleError } from '../../src/errors.js';
import { followListener } from '../../src/reconcile/follow-listener.js';
import { recordingLogger } from '../support/recording-logger.js';

const silent: WaggleError = { _tag: 'NoListener', addresses: 'controller', detail: 'refused' };
const one = snapshotOf([{ serviceName: 'one' }]);
const two = snapshotOf([{ serviceName: 'two' }]);

type Answer = E.Either<WaggleError, Snapshot | undefined>;

/** Follows a listener that gives these answers in turn; virtual time goes on once each answer has been dealt with. */
async function follow(answers: readonly Answer[], known: () => string | undefined = () => undefined) {
  const scheduler = new VirtualTimeScheduler();
  const log = recordingLogger();
  const askedAt: number[] = [];
  const got: Snapshot[] = [];
  const pull = () => async () => {
    askedAt.push(scheduler.now());
    return answers[askedAt.length - 1] ?? E.right(undefined);
  };
  const metrics = { snapshotPulled: () => {} };
  const following = followListener({ pull }, 5_000, known, { log, metrics }, scheduler).subscribe(
    (snapshot) => {
      got.push(snapshot);
    },
  );
  while (askedAt.length < answers.length) {
    await new Promise((resolve) => setImmediate(resolve));
    scheduler.flush();
  }
  await new Promise((resolve) => setImmediate(resolve));
  following.unsubscribe();
  return { askedAt, got, messages: log.lines.map(({ message }) => message) };
}

describe('followListener', () => {
  it('asks at once and then every interval', async () => {
    const { askedAt, got } = await follow([E.right(one), E.right(undefined), E.right(two)]);
    expect(askedAt).toEqual([0, 5_000, 10_000]);
    expect(got).toEqual([one, two]);
  });

  it('is impatient while nobody answers, and says so once', async () => {
    const { askedAt, messages } = await follow([
      E.left(silent),
      E.left(silent),
      E.right(one),
      E.right(undefined),
    ]);
    expect(askedAt).toEqual([0, 500, 1_000, 6_000]);
    expect(messages).toEqual(['listener does not answer', 'listener answers again']);
  });

  it('drops an answer that a pushed snapshot has overtaken', async () => {
    const revisions = ['before', 'pushed meanwhile'];
    const { got } = await follow([E.right(one)], () => revisions.shift());
    expect(got).toEqual([]);
  });
});
