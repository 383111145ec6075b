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
