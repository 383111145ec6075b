/** A new version waits until the holder says so; what he is writing is put down first. */
import { signal } from "./kernel/signal";
import { keptOffline } from "./store/ports";

export const updateReady = signal<boolean>(false);
let waiting: ServiceWorker | null = null;
let reloading = false;

export async function watchUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return keptOffline.set(false);
  const { serviceWorker } = navigator;
  const known = serviceWorker.controller !== null;
  keptOffline.set(known);
  void serviceWorker.ready.then(() => keptOffline.set(true));
  serviceWorker.addEventListener("controllerchange", () => {
    if (reloading) location.reload();
    else if (known) updateReady.set(true); // another tab took the new version: this one still shows the old
  });
  await register().catch(() => undefined); // no signal, or the first download broke off: see below
  const again = (): void => {
    if (document.visibilityState === "visible") void register().catch(() => undefined);
  };
  addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
}

const watched = new WeakSet<ServiceWorkerRegistration>();

/** Registers, looks for a new version, and goes on with a download that broke off. */
async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/", updateViaCache: "none" });
  if (watched.has(registration)) return void (await registration.update());
  watched.add(registration);
  const offer = (worker: ServiceWorker | null): void => {
    if (!worker || !navigator.serviceWorker.controller) return;
    waiting = worker;
    updateReady.set(true);
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") offer(worker);
    });
  });
}

export function applyUpdate(): void {
  dispatchEvent(new Event("bubuhan:locking"));
  reloading = true;
  setTimeout(() => {
    if (waiting?.state === "installed") waiting.postMessage("skip-waiting");
    else location.reload();
  }, 300);
}
