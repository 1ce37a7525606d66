// Keeps the shell of the phone page and sends what waits when the network comes back. No guest is ever in this cache.
"use strict";
const STATIC = `binzhi-floor-${VERSION}`, PAGE = "binzhi-floor-page", PATIENCE = 4000;
const HERE = new URL("./", self.location).pathname;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const kept = await caches.open(STATIC);
    await Promise.allSettled(SHELL.map((address) => kept.add(address)));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("binzhi-floor-") && name !== STATIC && name !== PAGE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

async function page(request) {
  const kept = await caches.open(PAGE);
  const away = new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
  try {
    const answer = await Promise.race([fetch(request), away]);
    if (answer.ok && !answer.redirected && answer.type === "basic") await kept.put(HERE, answer.clone());
    return answer;
  } catch {
    return (await kept.match(HERE)) ?? Response.error();
  }
}

async function file(request) {
  const found = await caches.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(STATIC)).put(request, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === HERE) event.respondWith(page(event.request));
  else if (/\.(css|js|svg|png|woff2)$/.test(address.pathname) && !address.pathname.startsWith(HERE)) event.respondWith(file(event.request));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "binzhi-outbox") event.waitUntil(self.Outbox.send(`${HERE}house/`, `${HERE}send/`));
});
