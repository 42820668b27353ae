import { assertEquals } from "@std/assert";
import { NotificationLevels } from "../../../client/notifications/notification_levels.ts";
import type { PushAnswer } from "../../../client/notifications/push_api.ts";
import type { NotificationLevel } from "../../../lib/wire/notification_levels.ts";
import { FakeStorage, forbiddenStorage } from "../platform/fake_storage.ts";

/** Levels of a browser, with a server that the test plays. */
class Stage {
  readonly storage = new FakeStorage();
  /** What the server was asked to store. */
  readonly put: (readonly [room: string, level: NotificationLevel])[] = [];
  /** What it answers; an error when it is out of reach. */
  answer: PushAnswer | Error = answer({});
  isStoring = true;
  readonly levels = this.open();

  open(): NotificationLevels {
    return new NotificationLevels({
      storage: this.storage,
      readPush: () =>
        this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer),
      putLevel: (room, level) => {
        this.put.push([room, level]);
        return this.isStoring ? Promise.resolve() : Promise.reject(new Error("refused"));
      },
    });
  }
}

function answer(levels: Record<string, NotificationLevel>): PushAnswer {
  return { key: "K", levels: new Map(Object.entries(levels)) };
}

Deno.test("NotificationLevels tell of mentions where nothing was chosen", () => {
  assertEquals(new Stage().levels.of("tea"), "mentions");
});

Deno.test("NotificationLevels.load() takes what the server keeps, and its key", async () => {
  const stage = new Stage();
  stage.answer = answer({ tea: "all" });
  await stage.levels.load();
  assertEquals(stage.levels.of("tea"), "all");
  assertEquals(stage.levels.pushKey.value, "K");
});

Deno.test("NotificationLevels.choose() holds at once and is stored at the server", async () => {
  const stage = new Stage();
  stage.answer = answer({});
  await stage.levels.load();
  const choosing = stage.levels.choose("tea", "none");
  assertEquals(stage.levels.of("tea"), "none");
  assertEquals(await choosing, true);
  assertEquals(stage.put, [["tea", "none"]]);
});

Deno.test("NotificationLevels.choose() is taken back when the server does not store it", async () => {
  const stage = new Stage();
  stage.answer = answer({ tea: "all" });
  await stage.levels.load();
  stage.isStoring = false;
  assertEquals(await stage.levels.choose("tea", "none"), false);
  assertEquals(stage.levels.of("tea"), "all");
});

Deno.test("NotificationLevels.choose() leaves the choice of another room alone when it fails", async () => {
  const stage = new Stage();
  stage.answer = answer({ tea: "all" });
  await stage.levels.load();
  stage.isStoring = false;
  const failing = stage.levels.choose("tea", "none");
  stage.isStoring = true;
  await stage.levels.choose("dev", "all");
  await failing;
  assertEquals([stage.levels.of("tea"), stage.levels.of("dev")], ["all", "all"]);
});

Deno.test("NotificationLevels hold without a key, where the server does not push", async () => {
  const stage = new Stage();
  stage.answer = { levels: new Map([["tea", "all"]]) };
  assertEquals(await stage.levels.load(), true);
  assertEquals([stage.levels.of("tea"), stage.levels.pushKey.value], ["all", undefined]);
});

Deno.test("NotificationLevels are those of the last visit while the server is out of reach", async () => {
  const stage = new Stage();
  stage.answer = answer({ tea: "none" });
  await stage.levels.load();
  stage.answer = new Error("offline");
  const later = stage.open();
  assertEquals(await later.load(), false);
  assertEquals(later.of("tea"), "none");
  assertEquals(later.pushKey.value, undefined);
});

Deno.test("NotificationLevels keep what was chosen while the server's answer was on its way", async () => {
  const stage = new Stage();
  stage.answer = answer({ tea: "none" });
  const loading = stage.levels.load();
  await stage.levels.choose("tea", "all");
  await loading;
  assertEquals(stage.levels.of("tea"), "all");
});

Deno.test("NotificationLevels follow another page", async () => {
  const stage = new Stage();
  const other = stage.open();
  await other.load();
  await stage.levels.load();
  await stage.levels.choose("tea", "all");
  other.changedElsewhere("parley.theme");
  assertEquals(other.of("tea"), "mentions");
  other.changedElsewhere("parley.levels");
  assertEquals(other.of("tea"), "all");
});

Deno.test("NotificationLevels take broken storage for none", () => {
  const stage = new Stage();
  for (const text of ["{", "[]", "3", '{"tea": 1}']) {
    stage.storage.setItem("parley.levels", text);
    assertEquals(stage.open().of("tea"), "mentions", text);
  }
});

Deno.test("NotificationLevels hold for this page where a browser forbids to store them", async () => {
  const levels = new NotificationLevels({
    storage: forbiddenStorage,
    readPush: () => Promise.resolve(answer({})),
    putLevel: () => Promise.resolve(),
  });
  await levels.load();
  await levels.choose("tea", "all");
  assertEquals(levels.of("tea"), "all");
});
