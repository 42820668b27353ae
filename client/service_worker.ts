/**
 * Shows what is pushed, and pages without a network. It keeps the two pages that are the same for
 * everybody, and what they need; never a page with somebody's data, nor anything of the API.
 *
 * A new version waits until no page of the old one is open but the one that is just being loaded:
 * so a page never finds its own files gone.
 */
import { openNotification, renewSubscription, showPush } from "./notifications/push_events.ts";
import { routeOf } from "./worker/worker_routes.ts";
import type { FetchEvent, WorkerScope } from "./worker/worker_scope.ts";

declare const self: WorkerScope;

const { shell } = self;
const cachePrefix = "parley.shell.";
const cacheName = cachePrefix + shell.version;
/** Milliseconds after which a page that does not come is taken for one that will not. */
const patienceMs = 5_000;
/** What a proxy answers while the server behind it is away. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);
/** Asks the version that waits to take over. */
const takeOver = "take over";
/** Asks for the pages anew: what they look like has changed. */
const freshen = "freshen";

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => {
  if (event.data === takeOver) event.waitUntil(self.skipWaiting());
  // Those of a newer version are not given, and then the old ones stay.
  if (event.data === freshen) {
    event.waitUntil(keepPages().then(() => event.ports[0]?.postMessage("kept"), () => {}));
  }
});
self.addEventListener("fetch", (event) => {
  const route = routeOf(event.request, self.location.origin);
  if (route === "file") event.respondWith(file(event.request));
  if (route === "room" || route === "home") event.respondWith(page(event, shell[route]));
});

self.addEventListener("push", (event) => showPush(event, self));
self.addEventListener("notificationclick", (event) => openNotification(event, self));
self.addEventListener("pushsubscriptionchange", (event) => renewSubscription(event, self));

async function fill(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all([cache.addAll([...shell.files]), keepPages()]);
}

async function keepPages(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(
    [shell.room, shell.home].map((path) => new Request(path, { cache: "reload" })),
  );
}

async function begin(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(cachePrefix) && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The page from the network; without one, or without an answer in time, its shell. */
async function page(event: FetchEvent, path: string): Promise<Response> {
  // Not loaded ahead by the browser: that asks for each page twice that is not answered here, and
  // coming back from a sign-in works once.
  const network = fetch(event.request);
  event.waitUntil(network.catch(() => {}));
  const inTime = await Promise.race([network.catch(() => undefined), patience()]);
  if (inTime !== undefined && !awayStatuses.has(inTime.status)) {
    event.waitUntil(makeWay());
    return inTime;
  }
  const kept = await caches.match(path);
  return kept ?? inTime ?? network;
}

async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(cacheName);
    // A full disk keeps nobody from reading on.
    await cache.put(request, response.clone()).catch(() => {});
  }
  return response;
}

/** Lets the version that waits take over, when that disturbs nobody. */
async function makeWay(): Promise<void> {
  const { waiting } = self.registration;
  if (waiting === null) return;
  const pages = await self.clients.matchAll({ type: "window" });
  // One is the page that this one takes the place of.
  if (pages.length <= 1) waiting.postMessage(takeOver);
}

function patience(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, patienceMs));
}
