/** A new version waits until the holder says so; what he is writing is put down first. */
import { signal } from "./kernel/signal";

export const updateReady = signal<boolean>(false);
let waiting: ServiceWorker | null = null;

export async function watchUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/", updateViaCache: "none" });
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
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
  });
}

export function applyUpdate(): void {
  dispatchEvent(new Event("bubuhan:locking"));
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  setTimeout(() => waiting?.postMessage("skip-waiting"), 300);
}
