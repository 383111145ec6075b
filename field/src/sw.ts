/** The app's files, kept for when there is no signal. Answers of the server are never kept here. */
const worker = self as unknown as ServiceWorkerGlobalScope & typeof globalThis;
const CACHE = `bubuhan-app-${"__VERSION__"}`;
const SHELL = "/app/";
const files = (): string[] => (JSON.parse("__PRECACHE__") as string[]).map((name) => (name === "index.html" ? SHELL : `${SHELL}${name}`));

worker.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

/** File by file: what an older version already has under the same hashed name is taken from there, and a download
 *  that broke off on a weak line goes on at the next try instead of beginning anew. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  const keep = async (url: string): Promise<void> => {
    if (await cache.match(url)) return;
    const same = url.includes("/assets/") ? await caches.match(url) : undefined;
    const found = same ?? (await fetch(new Request(url, { cache: "reload" })));
    if (!found.ok) throw new Error(url);
    await cache.put(url, found);
  };
  const done = await Promise.allSettled(files().map(keep));
  if (done.some((one) => one.status === "rejected")) throw new Error("the download broke off");
}

worker.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("bubuhan-app-") && name !== CACHE));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") void worker.skipWaiting();
  if (event.data === "ingat") event.waitUntil(remember());
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith(SHELL)) return;
  const wanted = event.request.mode === "navigate" ? SHELL : url.pathname;
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(wanted)).then((kept) => kept ?? fetch(event.request)));
});

/** A push says little, also on a locked phone: a title, a line, and where to go. */
interface Pushed {
  judul?: string;
  isi?: string;
  buka?: string;
  tanda?: string;
}

worker.addEventListener("push", (event) => {
  const said = readPush(event.data);
  const shown = worker.registration.showNotification(said.judul ?? "Ada kabar baru di Bubuhan", {
    body: said.isi ?? "Buka aplikasi untuk melihatnya.",
    lang: "id",
    icon: `${SHELL}icons/icon-192.png`,
    ...(said.tanda ? { tag: said.tanda } : {}),
    data: { buka: hashOf(said.buka) },
  });
  const tell = openApps().then((apps) => apps.forEach((app) => app.postMessage({ kabar: "ada" })));
  event.waitUntil(Promise.all([shown, tell, remember()]));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const hash = hashOf((event.notification.data as { buka?: string } | null)?.buka);
  event.waitUntil(
    openApps().then(async (apps) => {
      const app = apps[0];
      if (!app) return void (await worker.clients.openWindow(`${SHELL}${hash}`));
      app.postMessage({ buka: hash });
      await app.focus();
    }),
  );
});

/** Browsers change a push address by themselves; the old one is the proof that it is still this phone. */
const KEPT = "bubuhan-langganan-hp";
interface Changed extends ExtendableEvent {
  oldSubscription?: PushSubscription | null;
  newSubscription?: PushSubscription | null;
}

worker.addEventListener("pushsubscriptionchange", (event) => {
  const changed = event as Changed;
  changed.waitUntil(renew(changed));
});

async function remember(): Promise<void> {
  const made = await worker.registration.pushManager.getSubscription();
  if (made) await (await caches.open(KEPT)).put("/langganan", new Response(JSON.stringify({ endpoint: made.endpoint })));
}

async function renew(event: Changed): Promise<void> {
  const kept = await (await caches.open(KEPT)).match("/langganan");
  const before = event.oldSubscription?.endpoint ?? ((await kept?.json()) as { endpoint?: string } | undefined)?.endpoint;
  if (!before) return;
  const made = event.newSubscription ?? (await worker.registration.pushManager.getSubscription()) ?? (await subscribe());
  await fetch("/pemberitahuan/ganti/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ before, subscription: made.toJSON() }),
  });
  await remember();
}

async function subscribe(): Promise<PushSubscription> {
  const key = (await (await fetch("/pemberitahuan/kunci/")).text()).trim();
  return worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function readPush(data: PushMessageData | null): Pushed {
  try {
    return (data?.json() as Pushed | undefined) ?? {};
  } catch {
    return {};
  }
}

/** `/app/#/kasus/1` or `#/kasus/1` -> `#/kasus/1`; anything else opens the first screen. */
function hashOf(path: string | undefined): string {
  const hash = path?.startsWith(`${SHELL}#/`) ? path.slice(SHELL.length) : path;
  return hash && /^#\/[\w/-]*$/.test(hash) ? hash : "#/";
}

const openApps = async (): Promise<readonly WindowClient[]> => {
  const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter((one) => new URL(one.url).pathname.startsWith(SHELL));
};
