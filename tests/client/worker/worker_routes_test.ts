import { assertEquals } from "@std/assert";
import type { WorkerRoute } from "../../../client/worker/worker_routes.ts";
import { routeOf } from "../../../client/worker/worker_routes.ts";

const origin = "https://chat.example.org";

const requests: readonly (readonly [route: WorkerRoute, path: string, mode: RequestMode])[] = [
  ["room", "/chat?room=tea", "navigate"],
  ["room", "/chat?room=tea#m12", "navigate"],
  ["home", "/", "navigate"],
  ["home", "/?room=tea", "navigate"],
  ["none", "/chat?room=tea&name=Ada", "navigate"],
  ["none", "/chat?room=tea", "cors"],
  ["none", "/nowhere", "navigate"],
  ["none", "/api/rooms", "navigate"],
  ["none", "/api/rooms", "cors"],
  ["none", "/room?room=tea", "websocket" as RequestMode],
  ["none", "/service_worker.js", "same-origin"],
  ["none", "/offline/room", "cors"],
  ["none", "/healthz", "cors"],
  ["file", "/static/build/chat.0123456789.js", "cors"],
  ["file", "/static/build/chunk-KLXPSR7E.js", "cors"],
  ["file", "/static/build/open_sealed-XWDC76WH.js", "cors"],
  ["file", "/static/icon.0123456789.svg", "no-cors"],
  ["none", "/static/icon.svg", "no-cors"],
  ["none", "/static/build/chat.js", "cors"],
  ["none", "/api/static/chunk-KLXPSR7E.js", "cors"],
];

for (const [route, path, mode] of requests) {
  Deno.test(`routeOf() is ${route} for ${path} by ${mode}`, () => {
    assertEquals(routeOf({ method: "GET", mode, url: origin + path }, origin), route);
  });
}

Deno.test("routeOf() is none for what is changed, and for other hosts", () => {
  const url = `${origin}/`;
  assertEquals(routeOf({ method: "POST", mode: "navigate", url }, origin), "none");
  const elsewhere = "https://example.org/static/build/chunk-KLXPSR7E.js";
  assertEquals(routeOf({ method: "GET", mode: "no-cors", url: elsewhere }, origin), "none");
});
