/* The portal on the device: a second visit paints without the network. Answers of the API are never kept here. */
const version = "__VERSION__";
const files = __FILES__;
const name = `portal-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(files)));
});

// The page before this one may still ask for its own pieces, so the version before stays.
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((other) => other.startsWith("portal-") && other !== name).slice(0, -1))
      .then((old) => Promise.all(old.map((other) => caches.delete(other)))),
  );
});

self.addEventListener("message", ({ data }) => {
  if (data === "take over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const screen = request.mode === "navigate" && !/^\/(v1|docs|developer|openapi\.json|healthz)/.test(pathname);
  if (screen) event.respondWith(kept("/").then((page) => page ?? fetch(request)));
  if (pathname.startsWith("/assets/")) event.respondWith(kept(request).then((piece) => piece ?? fetchAndKeep(request)));
});

const kept = async (request) => (await (await caches.open(name)).match(request)) ?? caches.match(request);

async function fetchAndKeep(request) {
  const response = await fetch(request);
  if (response.ok) await (await caches.open(name)).put(request, response.clone());
  return response;
}
