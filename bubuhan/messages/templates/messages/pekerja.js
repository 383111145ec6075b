// Office browsers: shows what is pushed, opens the page it is about, and tells when the address changes.
// It answers no requests of the page and keeps nothing but its own address.
"use strict";
const KEPT = "bubuhan-langganan-kantor";

self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data ? event.data.json() : {}; } catch { said = {}; }
  const shown = self.registration.showNotification(said.judul || "Ada kabar baru di Bubuhan", {
    body: said.isi || "Buka Bubuhan untuk membacanya.",
    lang: "id",
    tag: said.tanda || undefined,
    data: { buka: said.buka },
  });
  event.waitUntil(Promise.all([shown, remember()]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = event.notification.data && event.notification.data.buka;
  const safe = typeof path === "string" && /^\/(?!\/)[\w./-]*$/.test(path) ? path : "/pemberitahuan/";
  event.waitUntil(self.clients.openWindow(safe));
});

self.addEventListener("message", (event) => {
  if (event.data === "ingat") event.waitUntil(remember());
});

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function remember() {
  const made = await self.registration.pushManager.getSubscription();
  if (!made) return;
  const cache = await caches.open(KEPT);
  await cache.put("/langganan", new Response(JSON.stringify({ endpoint: made.endpoint })));
}

async function renew(event) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match("/langganan");
  const before = (event.oldSubscription || (kept ? await kept.json() : null) || {}).endpoint;
  let made = event.newSubscription || (await self.registration.pushManager.getSubscription());
  if (!made) {
    const key = (await (await fetch("/pemberitahuan/kunci/")).text()).trim();
    made = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }
  if (!before) return;
  await fetch("/pemberitahuan/ganti/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ before, subscription: made.toJSON() }),
  });
  await remember();
}
