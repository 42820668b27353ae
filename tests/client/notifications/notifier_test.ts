import { assertEquals } from "@std/assert";
import type { Told } from "../../../client/notifications/note.ts";
import { Notifier } from "../../../client/notifications/notifier.ts";
import type { NotifierParts } from "../../../client/notifications/notifier.ts";
import type { NotificationLevel } from "../../../lib/wire/notification_levels.ts";
import { message } from "../timeline/wire_samples.ts";

/** What is shown of a message of Bob's in "tea", in a browser as `parts` say. */
async function told(
  { level = "mentions", isMention = true, text = "**hi** @Ada", ...parts }:
    & Partial<NotifierParts>
    & { level?: NotificationLevel; isMention?: boolean; text?: string },
): Promise<Told[]> {
  const shown: Told[] = [];
  const notifier = new Notifier({
    isOn: () => true,
    levelOf: () => level,
    isRead: () => Promise.resolve(false),
    claim: () => Promise.resolve(true),
    show: (it) => (shown.push(it), Promise.resolve()),
    ...parts,
  });
  await notifier.heard({ room: "tea", message: message(7, { text }), isMention });
  return shown;
}

Deno.test("Notifier shows who said what where, as plain text", async () => {
  assertEquals(await told({}), [
    { room: "tea", seq: 7, at: 7_000, from: "Bob", text: "hi @Ada", isMention: true },
  ]);
});

Deno.test("Notifier shows no more than the beginning of a long message", async () => {
  const [{ text }] = await told({ text: "x".repeat(1_000) }) as [Told];
  assertEquals(text, `${"x".repeat(150)}…`);
});

Deno.test("Notifier is silent while notifications are not wanted or not permitted", async () => {
  assertEquals(await told({ isOn: () => false }), []);
});

const heard:
  readonly (readonly [level: NotificationLevel, isMention: boolean, isHeard: boolean])[] = [
    ["all", false, true],
    ["all", true, true],
    ["mentions", false, false],
    ["mentions", true, true],
    ["none", false, false],
    ["none", true, false],
  ];

for (const [level, isMention, isHeard] of heard) {
  const what = isMention ? "a mention" : "what mentions nobody";
  Deno.test(`Notifier ${isHeard ? "tells of" : "leaves out"} ${what} at the level ${level}`, async () => {
    assertEquals((await told({ level, isMention })).length, Number(isHeard));
  });
}

Deno.test("Notifier is silent about a room that is before the reader's eyes, in whatever tab", async () => {
  assertEquals(await told({ isRead: (room) => Promise.resolve(room === "tea") }), []);
  assertEquals((await told({ isRead: (room) => Promise.resolve(room === "dev") })).length, 1);
});

Deno.test("Notifier leaves a message that another tab has taken on to that tab", async () => {
  const taken = new Set(["tea:7"]);
  assertEquals(await told({ claim: (what) => Promise.resolve(!taken.has(what)) }), []);
});

Deno.test("Notifier takes nothing on that it would not show", async () => {
  const claimed: string[] = [];
  const claim = (what: string) => (claimed.push(what), Promise.resolve(true));
  await told({ claim, level: "none" });
  await told({ claim, isRead: () => Promise.resolve(true) });
  assertEquals(claimed, []);
  await told({ claim });
  assertEquals(claimed, ["tea:7"]);
});
