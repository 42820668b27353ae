import { assertEquals } from "@std/assert";
import { oneAtATime } from "../../../client/platform/one_at_a_time.ts";
import { settled } from "../connection/fake_network.ts";

Deno.test("oneAtATime() begins again only when the last time is over, however it ended", async () => {
  const runs: PromiseWithResolvers<void>[] = [];
  const run = oneAtATime(() => {
    runs.push(Promise.withResolvers<void>());
    return runs.at(-1)!.promise;
  });
  run();
  run();
  assertEquals(runs.length, 1);
  runs[0]!.resolve();
  await settled();
  run();
  runs[1]!.reject(new Error("no"));
  await settled();
  run();
  assertEquals(runs.length, 3);
});
