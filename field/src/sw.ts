/** The app's files, kept for when there is no signal. Answers of the server are never kept here. */
const worker = self as unknown as ServiceWorkerGlobalScope & typeof globalThis;
const CACHE = `bubuhan-app-${"__VERSION__"}`;
const SHELL = "/app/";
const files = (): string[] => (JSON.parse("__PRECACHE__") as string[]).map((name) => (name === "index.html" ? SHELL : `${SHELL}${name}`));

worker.addEventListener("install", (event) => {
  const fresh = files().map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

worker.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("bubuhan-app-") && name !== CACHE));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => worker.clients.claim()));
});

worker.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") void worker.skipWaiting();
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
  event.waitUntil(Promise.all([shown, tell]));
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
