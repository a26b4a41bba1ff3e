import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { watchFiles } from '../../src/sources/watch-files.js';
import { marbles } from '../support/marbles.js';
import { recordingLogger } from '../support/recording-logger.js';

/** Files whose signatures and content change as listed, a look each; the last entry stays. */
function watched(signs: readonly string[], contents: readonly string[]) {
  const log = recordingLogger();
  let [looks, reads] = [0, 0];
  const pick = (list: readonly string[], at: number) => list[Math.min(at, list.length - 1)] ?? '';
  const files = {
    sign: () => of(new Map([['/f', pick(signs, looks++)]])),
    read: () => of(pick(contents, reads++)),
    timing: { interval: 10, settle: 2 },
    log,
  };
  return { files, log, reads: () => reads };
}

describe('watched files', () => {
  it('are told of when they hold something else, once, with their names', () => {
    const { files, log, reads } = watched(['1', '2', '2', '2'], ['a', 'b']);
    marbles(({ expectObservable, flush }) => {
      expectObservable(watchFiles(files, 'a'), `${'-'.repeat(60)}!`).toBe('------------b');
      flush();
    });
    expect(reads()).toBe(2);
    expect(log.lines).toEqual([{ level: 'info', message: 'files changed', fields: { files: ['/f'] } }]);
  });

  it('are not told of when only the time changed', () => {
    const { files, log, reads } = watched(['1', '2', '2', '3', '3'], ['a']);
    marbles(({ expectObservable, flush }) => {
      expectObservable(watchFiles(files, 'a'), `${'-'.repeat(60)}!`).toBe('');
      flush();
    });
    expect(reads()).toBe(3);
    expect(log.lines).toEqual([]);
  });

  it('are told of at once when they changed before the watch began', () => {
    const { files } = watched(['1'], ['b']);
    marbles(({ expectObservable }) => {
      expectObservable(watchFiles(files, 'a'), '---!').toBe('b');
    });
    expect.hasAssertions();
  });

  it('may be others as the content says so', () => {
    const { files } = watched(['1'], ['a', 'b']);
    const sign = (content: string) => of(new Map([[content, '1']]));
    marbles(({ expectObservable }) => {
      expectObservable(watchFiles({ ...files, sign }, 'x'), `${'-'.repeat(40)}!`).toBe('a-----------b');
    });
    expect.hasAssertions();
  });
});
