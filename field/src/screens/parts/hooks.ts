/** How screens follow the store, the address and the post office. */
import { createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { type Known, peopleOf } from "../../forms/people";
import type { Signal } from "../../kernel/signal";
import type { Snapshot } from "../../store/model";
import type { Store } from "../../store/store";
import { type View, areaLabel, view } from "../../store/view";

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error("no store");
  return store;
}

export function useSignal<T>(from: Signal<T>): T {
  const [value, setValue] = useState(from.get());
  useEffect(() => {
    const update = (): void => setValue(() => from.get());
    update();
    return from.follow(update);
  }, [from]);
  return value;
}

export const useSnapshot = (): Snapshot => useSignal(useStore().snapshot);

let last: { of: Pick<Snapshot, "docs" | "outbox" | "session" | "blobs">; view: View } | null = null;

/** The view of a snapshot, made once per change of what it is made from. */
export function useView(): View {
  const now = useSnapshot();
  const same = last && (["docs", "outbox", "session", "blobs"] as const).every((key) => last!.of[key] === now[key]);
  if (!same) last = { of: now, view: view(now) };
  return last!.view;
}

/** Everybody this phone knows, made once per change of the documents. */
export function usePeople(): readonly Known[] {
  const { cases, own, areas } = useView();
  return useMemo(
    () => peopleOf(cases, own.neighbours, new Date().getFullYear(), (code) => areaLabel(areas, code)),
    [cases, own, areas],
  );
}

export interface Route {
  path: string[];
  query: URLSearchParams;
}

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean), query: new URLSearchParams(query) };
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const update = (): void => setRoute(readRoute(location.hash));
    addEventListener("hashchange", update);
    return () => removeEventListener("hashchange", update);
  }, []);
  return route;
}

export { go, leave } from "./trail";

/** One thing at a time, and a failed one can be tried again: what went wrong stands on top (`store.trouble`). */
export function useBusy(): [busy: boolean, run: (work: () => Promise<unknown>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await work();
    } catch (error) {
      console.error(error);
    }
    setBusy(false);
  };
  return [busy, run];
}

/** The time, renewed every half minute while the screen shows. */
export function useNow(): number {
  const [at, setAt] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setAt(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return at;
}
