/** One pusher at a time on this phone, whatever number of tabs is open. */
const NAME = "bubuhan-sync";
const LEASE_MS = 60_000;

/** Runs `work` alone; answers null when another tab is at it. */
export async function alone<T>(work: () => Promise<T>): Promise<T | null> {
  const locks = globalThis.navigator?.locks;
  if (locks) return locks.request(NAME, { ifAvailable: true }, (lock) => (lock ? work() : null)) as Promise<T | null>;
  return leased(work);
}

/** For browsers without Web Locks: a lease in localStorage. Two tabs that still collide do no harm,
 *  because the server answers the same numbers with the same receipts. */
async function leased<T>(work: () => Promise<T>): Promise<T | null> {
  const storage = globalThis.localStorage;
  if (!storage) return work();
  if (Number(storage.getItem(NAME) ?? 0) > Date.now()) return null;
  storage.setItem(NAME, String(Date.now() + LEASE_MS));
  try {
    return await work();
  } finally {
    storage.removeItem(NAME);
  }
}
