import { assertEquals } from "@std/assert";
import { Push } from "../../../client/notifications/push.ts";
import { FakePush } from "./fake_push.ts";

/** Keys of two servers; both hold what base64url writes otherwise than base64. */
const [key, otherKey] = ["-_8A", "AP-_"];

/** The switch of a browser, with a server that the test plays. */
class Stage {
  readonly browser = new FakePush();
  /** What the server was told. */
  readonly heard: string[] = [];
  isReachable = true;
  hasWorker = true;
  readonly push = new Push({
    findWorker: () => Promise.resolve(this.hasWorker ? this.browser : undefined),
    putSubscription: ({ endpoint, keys }) => this.#hear(`put ${endpoint} ${keys?.auth}`),
    deleteSubscription: (endpoint) => this.#hear(`delete ${endpoint}`),
  });

  #hear(what: string): Promise<void> {
    if (!this.isReachable) return Promise.reject(new Error("offline"));
    this.heard.push(what);
    return Promise.resolve();
  }
}

Deno.test("Push.turnOn() subscribes with the server's key and tells the server", async () => {
  const stage = new Stage();
  await stage.push.turnOn(key);
  assertEquals(stage.browser.key, key);
  assertEquals(stage.heard, ["put https://push.example/1 a"]);
  assertEquals(stage.push.status.value, "on");
});

Deno.test("Push.turnOn() keeps a subscription for the same key, and tells the server again", async () => {
  const stage = new Stage();
  await stage.push.turnOn(key);
  await stage.push.turnOn(key);
  assertEquals(stage.browser.made, 1);
  assertEquals(stage.heard.length, 2);
});

Deno.test("Push.turnOn() makes another subscription once the server has another key", async () => {
  const stage = new Stage();
  await stage.push.turnOn(key);
  await stage.push.turnOn(otherKey);
  assertEquals([stage.browser.key, stage.browser.made], [otherKey, 2]);
});

Deno.test("Push.turnOn() makes another subscription where the browser dropped the last", async () => {
  const stage = new Stage();
  await stage.push.turnOn(key);
  stage.browser.key = undefined;
  await stage.push.turnOn(key);
  assertEquals(stage.heard.at(-1), "put https://push.example/2 a");
});

Deno.test("Push.turnOn() fails where the browser, the server or the worker is not willing", async () => {
  for (const lack of ["browser", "server", "worker"]) {
    const stage = new Stage();
    stage.browser.isRefusing = lack === "browser";
    stage.isReachable = lack !== "server";
    stage.hasWorker = lack !== "worker";
    await stage.push.turnOn(key);
    assertEquals(stage.push.status.value, "failed", lack);
  }
});

Deno.test("Push.turnOff() ends it in the browser and at the server", async () => {
  const stage = new Stage();
  await stage.push.turnOn(key);
  await stage.push.turnOff();
  assertEquals(stage.browser.key, undefined);
  assertEquals(stage.heard.at(-1), "delete https://push.example/1");
  assertEquals(stage.push.status.value, "off");
});

Deno.test("Push.turnOff() ends it in the browser even while the server is out of reach", async () => {
  const stage = new Stage();
  await stage.push.turnOn(key);
  stage.isReachable = false;
  await stage.push.turnOff();
  assertEquals([stage.browser.key, stage.push.status.value], [undefined, "off"]);
});
