import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike, throttleTime } from 'rxjs';

/**
 * Lets the first trigger after a quiet time through at once and gathers what follows within `window` ms into one more
 * at its end: a burst costs few passes, and triggers that never cease delay nothing for longer than the window.
 */
export function gather<T>(
  window: number,
  scheduler: SchedulerLike = asyncScheduler,
): MonoTypeOperatorFunction<T> {
  return throttleTime(window, scheduler, { leading: true, trailing: true });
}
