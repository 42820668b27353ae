import { assertEquals } from "@std/assert";
import { createApp } from "../lib/app.ts";
import { readConfig } from "../lib/config.ts";
import { FakeClock } from "./support/fake_clock.ts";
import { HeardLog } from "./support/heard_log.ts";
import { TestFolder } from "./support/program.ts";
import { projectFolder } from "./support/server.ts";

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
