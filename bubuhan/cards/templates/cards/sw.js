{% load office static %}// Keeps the page that checks cards, and the public keys, for the time without signal.
{% office_asset "css" as css %}{% office_asset "js" as js %}{% office_asset "font" as font %}const KEPT = [
  "{% url 'card-check' %}", "{% url 'card-keys-file' %}", "{% url 'card-keys' %}",
  "{% static 'cards/verify.js' %}", "{% static 'cards/card.js' %}", "{% static 'cards/noble-ed25519.js' %}",
  "{% static 'img/mark.svg' %}"{% if css %}, "{{ css|escapejs }}"{% endif %}{% if js %}, "{{ js|escapejs }}"{% endif %}{% if font %}, "{{ font|escapejs }}"{% endif %},
];
const NAME = "cek-1";
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET" || !KEPT.includes(path)) return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (answer.ok) (await caches.open(NAME)).put(path, answer.clone());
        return answer;
      })
      .catch(() => caches.match(path)),
  );
});
