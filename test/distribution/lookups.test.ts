import { asyncScheduler, lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { lookups$ } from '../../src/distribution/lookups.js';
import { recordingLogger } from '../support/recording-logger.js';

describe('looking a name up again and again', () => {
  it('skips look-ups that fail, and logs once when that starts and ends', async () => {
    const results = [['1'], 'timeout', 'timeout', [], ['2']];
    const log = recordingLogger();
    const resolve = async () => {
      const result = results.shift() ?? [];
      if (typeof result === 'string') throw new Error(result);
      return result;
    };
    const found$ = lookups$('tasks.proxy', { resolve, log, period: 1, scheduler: asyncScheduler });
    expect(await lastValueFrom(found$.pipe(take(3), toArray()))).toEqual([['1'], [], ['2']]);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'name look-up fails',
      'name look-up works again',
    ]);
  });
});
