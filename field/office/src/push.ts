/** Notifications of this browser, switched on and off on /pemberitahuan/; nobody is asked before he presses. */
const WORKER = "/pemberitahuan/pekerja.js";

const bytes = (text: string): Uint8Array<ArrayBuffer> => {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const found = new Uint8Array(raw.length);
  for (let n = 0; n < raw.length; n += 1) found[n] = raw.charCodeAt(n);
  return found;
};

async function idOf(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

function nameOf(): string {
  const agent = navigator.userAgent;
  const browser = /Firefox/.test(agent) ? "Firefox" : /Edg\//.test(agent) ? "Edge" : /Chrome/.test(agent) ? "Chrome" : /Safari/.test(agent) ? "Safari" : "Peramban";
  return `${browser} di ${/Android/.test(agent) ? "HP Android" : /iPhone|iPad/.test(agent) ? "iPhone" : "komputer"}`;
}

export function startPush(): void {
  const box = document.querySelector<HTMLElement>("[data-push]");
  if (!box) return;
  const form = box.querySelector("form");
  const button = box.querySelector("button");
  const said = box.querySelector<HTMLElement>("[data-push-said]");
  if (!form || !button || !said) return;
  const say = (words: string): void => void (said.textContent = words);

  const send = async (action: string, values: Record<string, string>): Promise<boolean> => {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    const answer = await fetch(action, { method: "POST", body });
    return answer.ok;
  };
  const tell = async (made: PushSubscription): Promise<boolean> => {
    const keys = made.toJSON().keys ?? {};
    const worker = (await navigator.serviceWorker.getRegistration(WORKER))?.active;
    worker?.postMessage("ingat");
    return send(form.action, { endpoint: made.endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "", label: nameOf() });
  };
  const show = (on: boolean): void => {
    box.dataset.on = String(on);
    button.textContent = on ? "Matikan di peramban ini" : "Nyalakan di peramban ini";
    button.hidden = false;
    say(on ? "Menyala di peramban ini. Kabar muncul walau Bubuhan tidak dibuka." : "Belum menyala di peramban ini.");
  };
  const current = async (): Promise<PushSubscription | null> =>
    (await (await navigator.serviceWorker.getRegistration(WORKER))?.pushManager.getSubscription()) ?? null;

  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis) || !("Notification" in globalThis)) {
    say("Peramban ini tidak dapat menampilkan pemberitahuan. Kabar tetap ada di halaman ini.");
    return;
  }
  if (Notification.permission === "denied") {
    say("Pemberitahuan dari Bubuhan dilarang di peramban ini. Izinkan lagi lewat setelan situs peramban.");
    return;
  }
  void current().then(async (made) => {
    show(made !== null);
    const known = (box.dataset.push ?? "").split(" ");
    if (made && !known.includes(await idOf(made.endpoint))) await tell(made); // changed behind our back
  });

  const turnOn = async (): Promise<void> => {
    if ((await Notification.requestPermission()) !== "granted") return say("Peramban tidak mengizinkan. Kabar tetap ada di halaman ini.");
    await navigator.serviceWorker.register(WORKER);
    const ready = await waiting();
    const made = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key ?? "") });
    if (await tell(made)) show(true);
    else say("Belum tersimpan. Muat ulang halaman ini, lalu coba lagi.");
  };
  const waiting = async (): Promise<ServiceWorkerRegistration> => {
    const found = await navigator.serviceWorker.getRegistration(WORKER);
    if (!found) throw new Error("no worker");
    const worker = found.active ?? found.waiting ?? found.installing;
    if (worker && worker.state !== "activated") {
      await new Promise<void>((done) => worker.addEventListener("statechange", () => worker.state === "activated" && done()));
    }
    return found;
  };
  const turnOff = async (made: PushSubscription): Promise<void> => {
    await made.unsubscribe().catch(() => false);
    await send(box.dataset.off ?? "", { endpoint: made.endpoint });
    show(false);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    void current()
      .then((made) => (made ? turnOff(made) : turnOn()))
      .catch(() => say("Layanan pemberitahuan peramban tidak dapat dihubungi. Coba lagi nanti."))
      .finally(() => (button.disabled = false));
  });
}
