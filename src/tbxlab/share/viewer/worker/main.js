// The service worker: everything that this copy's pages ask for is answered from the copy's files.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const scope = new URL(self.registration.scope);
  if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length).replace(/^experiment\/[^/]*\//, "");
  const found = respond(path, url.searchParams, event);
  if (found) event.respondWith(found);
});

function respond(path, parameters, event) {
  const { request } = event;
  if (request.mode === "navigate" && (path === "" || path === "index.html")) return entry(request);
  if (path === "data/plugin/projector/projector_binary.html") return projectorPage();
  if (Object.hasOwn(OF_INTERFACE, path)) return part(path);
  if (path.startsWith("data/")) {
    return answer(path.slice("data/".length), parameters, request, (route, asked) => tell(event, route, asked));
  }
  return undefined; // a file of the copy itself
}

// TensorBoard's page. Where this copy's index is gone, a newer copy has taken its place: its own page takes over.
async function entry(request) {
  try {
    await index();
  } catch {
    await self.registration.update();
    return fetch(new URL("index.html", self.registration.scope), { cache: "reload", mode: "same-origin" });
  }
  try {
    return await tensorboardPage();
  } catch (error) {
    return withoutInterface(error);
  }
}

// Let the page say what it asked for in vain.
async function tell(event, route, parameters) {
  const what = [route.replace(/^plugin\//, ""), parameters.get("run"), parameters.get("tag")].filter(Boolean).join(" · ");
  for (const client of await self.clients.matchAll()) client.postMessage({ tbxlab: "missing", what });
}
