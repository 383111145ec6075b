/** Android's own Back and ours agree: every entry of the browser's history knows its number, so "Kembali" goes
 *  back where it came from instead of piling up one more entry. */
const path = (hash: string): string => hash.replace(/^#\/?/, "");
const bare = (hash: string): string => path(hash).split("?")[0]!;
const numberNow = (): number | null => (globalThis.history?.state as { at?: number } | null)?.at ?? null;

let at = numberNow() ?? 0;
const trail: string[] = [];
let replacing = false;
let wentBack = false;

export function watchTrail(): void {
  trail[at] = location.hash;
  history.replaceState({ at }, "");
  addEventListener("hashchange", () => {
    const known = numberNow();
    wentBack = known !== null && known < at;
    at = known ?? (replacing ? at : at + 1);
    replacing = false;
    if (known === null) {
      trail.length = at;
      history.replaceState({ at }, "");
    }
    trail[at] = location.hash;
  });
}

/** True when the screen that shows was reached by going back: a list then stands where it stood. */
export const cameBack = (): boolean => wentBack;

export function go(to: string, replace = false): void {
  if (!replace) location.hash = `#/${to}`;
  else if (path(location.hash) !== to) {
    replacing = true;
    location.replace(`#/${to}`);
  }
}

/** To the screen above: back in the history when one came from there, else in place of this one. */
export function leave(to: string): void {
  const before = trail[at - 1];
  if (before !== undefined && bare(before) === to.split("?")[0]) history.back();
  else go(to, true);
}
