/** "Tambahkan ke layar utama", as a button of our own, where the browser lets us. */
import { signal } from "./signal";

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

export const canInstall = signal<boolean>(false);
let offered: InstallEvent | null = null;

export function watchInstall(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event as InstallEvent;
    canInstall.set(true);
  });
  addEventListener("appinstalled", () => canInstall.set(false));
}

export async function install(): Promise<void> {
  const event = offered;
  offered = null;
  canInstall.set(false);
  await event?.prompt();
}
