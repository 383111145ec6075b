import { render } from "preact";
import { App } from "./app";
import { watchInstall } from "./kernel/install";
import { applyPrefs } from "./screens/parts/prefs";
import { watchTrail } from "./screens/parts/trail";
import { ports } from "./store/ports";
import { listenToPushes } from "./pushed";
import { Store } from "./store/store";
import { Api } from "./sync/api";
import { Engine } from "./sync/engine";
import { watchUpdates } from "./update";

const root = (): HTMLElement => document.getElementById("app")!;

function say(text: string): void {
  root().innerHTML = '<main><h1>Bubuhan belum dapat dibuka</h1><p role="alert"></p></main>';
  root().querySelector("p")!.textContent = text;
}

/** Why this browser cannot lock and keep anything; "" when it can. */
function unable(): string {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return "Alamat ini tidak memakai https, jadi catatan Anda tidak dapat dikunci. Minta alamat Bubuhan yang benar kepada koordinator.";
  return globalThis.indexedDB ? "" : "Aplikasi internet di HP ini terlalu lama. Perbarui Chrome dari Play Store, lalu buka lagi.";
}

async function main(): Promise<void> {
  applyPrefs();
  const cannot = unable();
  if (cannot) return say(cannot);
  watchTrail();
  watchInstall();
  const store = await Store.at();
  const engine = new Engine(store, new Api((url, init) => fetch(url, init)), __APP_VERSION__);
  ports.enrol = (code, name) => engine.enrol(code, name);
  ports.syncNow = () => engine.syncNow();
  ports.sendFilesNow = () => engine.sendFilesNow();
  ports.newPin = (code, pin) => engine.newPin(code, pin);
  ports.lookUp = (question) => engine.lookUp(question);
  engine.start();
  listenToPushes(() => void engine.syncNow());
  root().replaceChildren();
  render(<App store={store} />, root());
  await watchUpdates();
}

main().catch((error: unknown) => {
  console.error(error);
  say("Penyimpanan HP tidak dapat dibuka. Tutup semua jendela Bubuhan, lalu buka lagi. Jangan memakai mode penyamaran. Bila HP penuh, hapus beberapa foto dulu.");
});
