/** How long to wait after so many failures: doubling from 5 s to 5 minutes, with jitter so that
 *  a hundred phones that lost one mast do not come back in the same second. `chance` is in [0, 1). */
export function backoff(failures: number, chance: number): number {
  const most = Math.min(5_000 * 2 ** Math.max(failures - 1, 0), 300_000);
  return Math.round(most / 2 + (most / 2) * chance);
}
