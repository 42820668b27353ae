import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { delay } from "@std/async";
import { createApp } from "../../lib/app/app.ts";
import { systemClock } from "../../lib/clock.ts";
import { readConfig } from "../../lib/config/config.ts";
import { OperatorError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { TestFolder } from "../support/program.ts";
import { projectFolder } from "../support/server.ts";

/** The timer of what looks after files. */
const janitors = 1;

/**
 * How many timers an app has that keeps messages as `keep` says, besides the janitor's, and how many
 * are left at its end.
 */
async function timersOf(keep: string): Promise<[running: number, left: number]> {
  await using data = new TestFolder();
  const flags = ["--data", data.path, "--store", "memory", "--keep", keep];
  const invocation = readConfig(flags, () => undefined);
  if (invocation.command !== "serve") throw new TypeError("Cannot read the flags");
  const clock = new FakeClock();
  const { config } = invocation;
  const log = new HeardLog().log;
  const app = await createApp({ config, clock, log, version: "0", folder: projectFolder });
  const running = clock.pending - janitors;
  await app.close();
  return [running, clock.pending];
}

Deno.test("createApp() lets rooms forget what is old where the config says so, until it closes", async () => {
  assertEquals(await timersOf("30"), [1, 0]);
  assertEquals(await timersOf("forever,tea=7"), [1, 0]);
});

Deno.test("createApp() looks for nothing to forget where all is kept", async () => {
  assertEquals(await timersOf("forever"), [0, 0]);
});

/** An app that the flags do not let open, on a store of its own: why, and whether that was closed. */
async function refusalOf(flags: readonly string[]): Promise<[why: string, isClosed: boolean]> {
  let isClosed = false;
  class WatchedStore extends MemoryStore {
    override async close(): Promise<void> {
      await super.close();
      isClosed = true;
    }
  }
  await using data = new TestFolder();
  const invocation = readConfig(["--data", data.path, ...flags], () => undefined);
  if (invocation.command !== "serve") throw new TypeError("Cannot read the flags");
  const { config } = invocation;
  const log = new HeardLog().log;
  const parts = { config, clock: systemClock, log, version: "0", folder: projectFolder };
  const opening = createApp({ ...parts, store: new WatchedStore() });
  const { message } = await assertRejects(() => opening, OperatorError);
  return [message, isClosed];
}

for (
  const [what, flags, why] of [
    ["nodes that could not share a store", "--nats-url nats://h", "Cannot run several nodes"],
    ["files without a bucket", "--files s3", "--s3-endpoint"],
    ["a provider without a client", "--oidc-issuer https://i.example", "one id for each"],
    [
      "a secret that a comma has cut",
      "--oidc-issuer https://i.example --oidc-client-id a --oidc-client-secret b,c",
      "2 secrets",
    ],
  ] as const
) {
  Deno.test(`createApp() refuses ${what}, and closes what it had opened`, async () => {
    const [message, isClosed] = await refusalOf(flags.split(" "));
    assertStringIncludes(message, why);
    assertEquals(isClosed, true);
  });
}

Deno.test("App.close() keeps what is kept open until requests under way are answered", async () => {
  await using data = new TestFolder();
  const origin = "http://localhost";
  const invocation = readConfig(["--data", data.path, "--origin", origin], () => undefined);
  if (invocation.command !== "serve") throw new TypeError("Cannot read the flags");
  const { config } = invocation;
  const log = new HeardLog().log;
  const parts = { config, clock: systemClock, log, version: "0", folder: projectFolder };
  const app = await createApp(parts);
  const ask = (path: string, init?: RequestInit) =>
    app.fetch(new Request(`${origin}${path}`, init), "127.0.0.1");
  const cookie = (await ask("/chat?room=tea&name=Ann")).headers.get("set-cookie")!.split(";")[0]!;
  const headers = { cookie, origin, "content-type": "application/json" };
  await ask("/api/rooms", { method: "POST", headers, body: `{"name":"tea"}` });

  const isRead = Promise.withResolvers<void>();
  const isGoingDown = Promise.withResolvers<void>();
  const body = new ReadableStream({
    async pull(controller) {
      isRead.resolve();
      await isGoingDown.promise;
      controller.enqueue(new TextEncoder().encode("hello"));
      controller.close();
    },
  }, { highWaterMark: 0 });
  const file = { ...headers, "content-type": "text/plain", "content-disposition": "filename=a" };
  const answered = ask("/api/rooms/tea/files", { method: "POST", headers: file, body });
  await Promise.race([isRead.promise, answered]);
  const closed = app.close(answered);
  // Long enough for all else to end.
  await Promise.race([closed, delay(500)]);
  isGoingDown.resolve();
  assertEquals((await answered).status, 201);
  await closed;
});
