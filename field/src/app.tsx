/** Joins the parts: which screen for which address, the lock after ten idle minutes, a new version. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Cases } from "./screens/cases/cases";
import { Enrol } from "./screens/enrol/enrol";
import { Home } from "./screens/home/home";
import { LockScreen, Wiped } from "./screens/lock/lock";
import { StoreContext, useRoute, useSignal, useStore } from "./screens/parts/hooks";
import { lazy } from "./screens/parts/lazy";
import { Report } from "./screens/report/report";
import { OneReport, Saved } from "./screens/report/saved";
import type { Store } from "./store/store";
import { applyUpdate, updateReady } from "./update";

/** Fetched when first opened; what is needed at the start, or in a hurry, is in the first bundle. */
const LATER: Readonly<Record<string, (props: object) => JSX.Element>> = {
  "terkirim": lazy(() => import("./screens/outbox/outbox").then((m) => m.Outbox)),
  "panduan": lazy(() => import("./screens/guide/guide").then((m) => m.Guides)),
  "konfirmasi": lazy(() => import("./screens/confirm/confirm").then((m) => m.Confirm)),
  "saya": lazy(() => import("./screens/profile/profile").then((m) => m.Profile)),
  "beda": lazy(() => import("./screens/clash/clash").then((m) => m.Clashes)),
  "piket": lazy(() => import("./screens/duty/duty").then((m) => m.Duty)),
  "cari-orang": lazy(() => import("./screens/lookup/lookup").then((m) => m.LookUp)),
};

const IDLE_MS = 10 * 60_000;

export function App({ store }: { store: Store }) {
  useAutoLock(store);
  return (
    <StoreContext.Provider value={store}>
      <UpdateBar />
      <Trouble />
      <Screen store={store} />
    </StoreContext.Provider>
  );
}

function Screen({ store }: { store: Store }) {
  const { phase, session } = useSignal(store.snapshot);
  const { path } = useRoute();
  const [enrolling, setEnrolling] = useState(false);
  useEffect(() => {
    if (phase === "new") setEnrolling(true);
    else if (phase !== "open" || path[0] !== "daftar") setEnrolling(false);
  }, [phase, path[0]]);
  if (phase === "loading") return <p class="loading" role="status">Membuka…</p>;
  if (phase === "wiped") return <Wiped />;
  if (phase === "locked") return <LockScreen />;
  if (phase === "new" || enrolling || !session) return <Enrol />;
  switch (path[0]) {
    case "lapor":
      return <Report />;
    case "tersimpan":
      return <Saved />;
    case "laporan":
      return <OneReport />;
    case "kasus":
      return <Cases />;
    default: {
      const Later = LATER[path[0] ?? ""] ?? Home;
      return <Later />;
    }
  }
}

function useAutoLock(store: Store): void {
  useEffect(() => {
    let last = Date.now();
    const seen = (): void => void (last = Date.now());
    const check = (): void => {
      if (Date.now() - last < IDLE_MS || !store.vault.isOpen) return;
      dispatchEvent(new Event("bubuhan:locking"));
      store.lock();
    };
    const shown = (): void => {
      if (document.visibilityState === "visible") check();
    };
    const timer = setInterval(check, 15_000);
    for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, seen, { passive: true });
    document.addEventListener("visibilitychange", shown);
    return () => {
      clearInterval(timer);
      for (const sign of ["pointerdown", "keydown", "scroll"]) removeEventListener(sign, seen);
      document.removeEventListener("visibilitychange", shown);
    };
  }, [store]);
}

/** Words that could not be written down: above everything, until they are. */
function Trouble() {
  const says = useSignal(useStore().trouble);
  return <div role="alert">{says && <p class="trouble">{says}</p>}</div>;
}

function UpdateBar() {
  const ready = useSignal(updateReady);
  if (!ready) return null;
  return (
    <div class="update" role="status">
      <span>Versi baru siap.</span>
      <button type="button" onClick={applyUpdate}>Muat ulang</button>
    </div>
  );
}
