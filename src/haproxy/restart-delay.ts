/** Milliseconds after which HAProxy counts as having lived: its next death is again a first one. */
export const livedLongEnough = 10_000;

/** Returns the milliseconds to wait before a start, after so many deaths and failed starts in a row before this one. */
export function restartDelay(failures: number): number {
  return failures === 0 ? 0 : Math.min(100 * 2 ** (failures - 1), 10_000);
}
