import { assertEquals } from "@std/assert";
import { isRead, Tabs } from "../../../client/notifications/tabs.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeLocks } from "../platform/fake_locks.ts";

/** Two tabs of one browser. */
class Stage implements Disposable {
  readonly clock = new FakeClock();
  readonly locks = new FakeLocks();
  readonly one = new Tabs(this);
  readonly other = new Tabs(this);

  [Symbol.dispose](): void {
    this.clock.advance(60_000);
  }
}

Deno.test("Tabs know what is read in another one, until it is read no more", async () => {
  using stage = new Stage();
  assertEquals(await stage.other.isRead("tea"), false);
  stage.one.reading("tea");
  assertEquals(await stage.other.isRead("tea"), true);
  assertEquals(await isRead(stage.locks, "tea"), true);
  assertEquals(await stage.other.isRead("dev"), false);
  stage.one.reading("dev");
  await Promise.resolve();
  assertEquals([await stage.other.isRead("tea"), await stage.other.isRead("dev")], [false, true]);
  stage.one.reading(undefined);
  await Promise.resolve();
  assertEquals(await stage.other.isRead("dev"), false);
});

Deno.test("Tabs that read the same room do not undo each other", async () => {
  using stage = new Stage();
  stage.one.reading("tea");
  stage.other.reading("tea");
  stage.one.reading(undefined);
  await Promise.resolve();
  assertEquals(await stage.one.isRead("tea"), true);
  stage.other.reading(undefined);
});

Deno.test("Tabs.claim() lets one tab do what only one should", async () => {
  using stage = new Stage();
  assertEquals(await stage.one.claim("tea:7"), true);
  assertEquals(await stage.other.claim("tea:7"), false);
  assertEquals(await stage.other.claim("tea:8"), true);
});

Deno.test("Tabs without locks each do what they would do alone", async () => {
  const tabs = new Tabs({ locks: undefined, clock: new FakeClock() });
  tabs.reading("tea");
  assertEquals([await tabs.isRead("tea"), await tabs.claim("tea:7")], [false, true]);
});
