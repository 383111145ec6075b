import { render } from "preact";
import { App } from "./app";
import { applyPrefs } from "./screens/parts/prefs";
import { ports } from "./store/ports";
import { listenToPushes } from "./pushed";
import { Store } from "./store/store";
import { Api } from "./sync/api";
import { Engine } from "./sync/engine";
import { watchUpdates } from "./update";

async function main(): Promise<void> {
  applyPrefs();
  const store = await Store.at();
  const engine = new Engine(store, new Api((url, init) => fetch(url, init)), __APP_VERSION__);
  ports.enrol = (code, name) => engine.enrol(code, name);
  ports.syncNow = () => engine.syncNow();
  ports.sendFilesNow = () => engine.sendFilesNow();
  ports.newPin = (code, pin) => engine.newPin(code, pin);
  ports.lookUp = (question) => engine.lookUp(question);
  engine.start();
  listenToPushes(() => void engine.syncNow());
  render(<App store={store} />, document.getElementById("app")!);
  await watchUpdates();
}

main().catch((error: unknown) => {
  console.error(error);
  const root = document.getElementById("app")!;
  root.textContent = "Bubuhan tidak dapat membuka penyimpanan di peramban ini. Jangan memakai mode samaran; tutup semua tab Bubuhan, lalu buka lagi.";
});
