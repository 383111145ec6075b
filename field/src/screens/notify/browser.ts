/** What this browser can do about notifications, said honestly; every refusal has a name. */
export type Can = "ready" | "on" | "denied" | "unsupported" | "install";

const supported = (): boolean => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/** An iPhone shows notifications only for an app on its home screen. */
const wantsInstall = (): boolean => /iPhone|iPad/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;

export async function state(): Promise<{ can: Can; endpoint: string | null }> {
  if (!supported()) return { can: wantsInstall() ? "install" : "unsupported", endpoint: null };
  if (Notification.permission === "denied") return { can: "denied", endpoint: null };
  const endpoint = (await subscription())?.endpoint ?? null;
  return { can: endpoint ? "on" : "ready", endpoint };
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/app/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

export type Asked = { ok: true; endpoint: string; p256dh: string; auth: string; label: string } | { ok: false; says: string };

/** Asks for permission and subscribes. Call it from a touch only. */
export async function turnOn(publicKey: string): Promise<Asked> {
  try {
    const answer = await Notification.requestPermission();
    if (answer !== "granted") return { ok: false, says: "Peramban tidak mengizinkan. Tidak apa-apa, kabar tetap ada di halaman ini." };
    const registration = await navigator.serviceWorker.ready;
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(publicKey) });
    registration.active?.postMessage("ingat");
    const keys = made.toJSON().keys ?? {};
    return { ok: true, endpoint: made.endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "", label: label() };
  } catch {
    return { ok: false, says: "Layanan notifikasi peramban tidak dapat dihubungi. Coba lagi saat ada sinyal." };
  }
}

export async function turnOff(): Promise<string | null> {
  const made = await subscription();
  await made?.unsubscribe().catch(() => false);
  return made?.endpoint ?? null;
}

/** The same short name the server gives a subscription. */
export async function idOf(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, "0")).join("").slice(0, 16);
}

function label(): string {
  const agent = navigator.userAgent;
  const browser = /Firefox/.test(agent) ? "Firefox" : /SamsungBrowser/.test(agent) ? "Samsung Internet" : /Edg\//.test(agent) ? "Edge" : /Chrome/.test(agent) ? "Chrome" : /Safari/.test(agent) ? "Safari" : "Peramban";
  return `${browser} di ${/Android/.test(agent) ? "HP Android" : /iPhone|iPad/.test(agent) ? "iPhone" : "komputer"}`;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const found = new Uint8Array(raw.length);
  for (let n = 0; n < raw.length; n += 1) found[n] = raw.charCodeAt(n);
  return found;
}
