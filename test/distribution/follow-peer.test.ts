import * as E from 'fp-ts/lib/Either.js';
import { map, type Observable, ReplaySubject, takeUntil } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { followPeer, type Remote } from '../../src/distribution/follow-peer.js';
import type { Peer } from '../../src/distribution/peer.js';
import type { WaggleError } from '../../src/errors.js';

interface Named {
  readonly revision: string;
}

const snapshots = { a: { revision: 'A' }, b: { revision: 'B' }, c: { revision: 'C' } };
const down: WaggleError = { _tag: 'PeerUnreachable', address: 'peer', detail: 'down' };
const answers = { A: E.right('A'), B: E.right('B'), N: E.right(undefined), x: E.left(down) };
const timing = { verify: 50, firstRetry: 2, longestRetry: 8 };

/** Runs a peer against snapshots and answers, and returns what it asked for: frame and question. */
function questionsOf(scenario: {
  snapshots: string;
  until: string;
  push: (n: number) => string;
  revision?: (n: number) => string;
}) {
  const questions: string[] = [];
  const states: string[] = [];
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ cold, hot }) => {
    const count = { push: 0, revision: 0 };
    const answer = (marbles: string) => cold<E.Either<WaggleError, string | undefined>>(marbles, answers);
    const remote: Remote<Named> = {
      push: (_address, { revision }) => {
        questions.push(`${scheduler.now()} push ${revision}`);
        return answer(scenario.push(count.push++));
      },
      revision: () => {
        questions.push(`${scheduler.now()} revision`);
        return answer(scenario.revision?.(count.revision++) ?? '(A|)');
      },
    };
    const latest$ = replayed(hot(scenario.snapshots, snapshots));
    followPeer('peer', latest$, { remote, timing, scheduler })
      .pipe(takeUntil(cold(scenario.until)), map(describePeer))
      .subscribe((state) => states.push(`${scheduler.now()} ${state}`));
  });
  return { questions, states };
}

function replayed(source$: Observable<Named>): Observable<Named> {
  const latest$ = new ReplaySubject<Named>(1);
  source$.subscribe(latest$);
  return latest$;
}

function describePeer({ revision, error, behindSince }: Peer): string {
  return `${revision ?? '-'}${error ? ' failing' : ''}${behindSince === undefined ? '' : ` since ${behindSince}`}`;
}

describe('a proxy that is followed', () => {
  it('is sent the latest snapshot at once, and each new one', () => {
    const { questions } = questionsOf({
      snapshots: 'a---------b',
      until: ' 20ms x',
      push: (n) => ['-(A|)', '-(B|)'][n] ?? '|',
    });
    expect(questions).toEqual(['0 push A', '10 push B']);
  });

  it('waits for the first snapshot', () => {
    const { questions, states } = questionsOf({ snapshots: '-----a', until: '9ms x', push: () => '-(A|)' });
    expect(questions).toEqual(['5 push A']);
    expect(states).toEqual(['0 - since 0', '6 A']);
  });

  it('is tried again with growing delays while it fails', () => {
    const { questions, states } = questionsOf({
      snapshots: 'a',
      until: '32ms x',
      push: () => '(x|)',
    });
    expect(questions).toEqual(['0 push A', '2 push A', '6 push A', '14 push A', '22 push A', '30 push A']);
    expect(states.at(-1)).toBe('30 - failing since 0');
  });

  it('gets a new snapshot at once, whatever back-off is running, and starts with short delays again', () => {
    const { questions } = questionsOf({
      snapshots: 'a---------------b',
      until: ' 20ms x',
      push: () => '(x|)',
    });
    expect(questions.slice(4)).toEqual(['16 push B', '18 push B']);
  });

  it('gets only the newest of what came while it was busy', () => {
    const { questions } = questionsOf({
      snapshots: 'a-b-c',
      until: ' 20ms x',
      push: () => '----------(A|)',
    });
    expect(questions).toEqual(['0 push A', '10 push C']);
  });

  it('is asked now and then whether it still has it, and sent it again when it has lost it', () => {
    const { questions, states } = questionsOf({
      snapshots: 'a',
      until: '151ms x',
      push: () => '(A|)',
      revision: (n) => ['(A|)', '(N|)'][n] ?? '(A|)',
    });
    expect(questions).toEqual(['0 push A', '50 revision', '100 revision', '100 push A', '150 revision']);
    expect(states).toEqual(['0 - since 0', '0 A', '50 A', '100 - since 100', '100 A', '150 A']);
  });

  it('is sent the snapshot again when it could not be asked', () => {
    const { questions, states } = questionsOf({
      snapshots: 'a',
      until: '53ms x',
      push: () => '(A|)',
      revision: () => '(x|)',
    });
    expect(questions).toEqual(['0 push A', '50 revision', '52 push A']);
    expect(states.slice(2)).toEqual(['50 A failing since 50', '52 A']);
  });
});
