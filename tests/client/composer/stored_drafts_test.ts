import { assertEquals } from "@std/assert";
import { parseDraft, StoredDrafts } from "../../../client/composer/stored_drafts.ts";
import { MemoryStorage } from "../platform/memory_storage.ts";

Deno.test("StoredDrafts gives back what was stored of a room, upper and lower case alike", () => {
  const drafts = new StoredDrafts(new MemoryStorage(), "u-a");
  const draft = { text: "hm\n", replyTo: 7, epoch: "e1", at: 1 };
  drafts.put("Tea", draft);
  assertEquals(drafts.find("tea"), { ...draft, person: "u-a" });
  assertEquals(drafts.find("coffee"), undefined);
});

Deno.test("StoredDrafts gives nobody what somebody else wrote, but a user what the guest did", () => {
  const storage = new MemoryStorage();
  new StoredDrafts(storage, "u-a").put("tea", { text: "hm", at: 1 });
  assertEquals(new StoredDrafts(storage, "u-b").find("tea"), undefined);
  new StoredDrafts(storage, "g-a").put("tea", { text: "hm", at: 1 });
  assertEquals(new StoredDrafts(storage, "u-b").find("tea")?.text, "hm");
});

Deno.test("StoredDrafts keeps nothing of an empty draft, but whom it answers", () => {
  const storage = new MemoryStorage();
  const drafts = new StoredDrafts(storage, "u-a");
  drafts.put("tea", { text: "hm", at: 1 });
  drafts.put("tea", { text: " ", at: 2 });
  assertEquals(storage.length, 0);
  drafts.put("tea", { text: "", replyTo: 7, epoch: "e1", at: 3 });
  assertEquals(drafts.find("tea")?.replyTo, 7);
});

Deno.test("StoredDrafts keeps fifty rooms, those stored last, and what is not its own", () => {
  const storage = new MemoryStorage();
  storage.setItem("parley.theme", "dark");
  const drafts = new StoredDrafts(storage, "u-a");
  for (let n = 1; n <= 60; n++) drafts.put(`room-${n}`, { text: "hm", at: n });
  assertEquals(storage.length, 51);
  assertEquals(drafts.find("room-10"), undefined);
  assertEquals(drafts.find("room-11")?.at, 11);
  assertEquals(storage.getItem("parley.theme"), "dark");
});

Deno.test("StoredDrafts keeps no more of a text than a browser has room for", () => {
  const drafts = new StoredDrafts(new MemoryStorage(), "u-a");
  drafts.put("tea", { text: "x".repeat(1_000_000), at: 1 });
  assertEquals(drafts.find("tea")?.text.length, 32_000);
});

Deno.test("StoredDrafts does without storage, and with one that is full", () => {
  const none = new StoredDrafts(undefined, "u-a");
  none.put("tea", { text: "hm", at: 1 });
  assertEquals(none.find("tea"), undefined);
  const storage = new MemoryStorage();
  storage.isFull = true;
  const full = new StoredDrafts(storage, "u-a");
  full.put("tea", { text: "hm", at: 1 });
  assertEquals(full.find("tea"), undefined);
});

for (
  const [stored, draft] of [
    ["", undefined],
    ["null", undefined],
    ['{"text":1,"at":1}', undefined],
    ['{"text":"hm"}', undefined],
    ['{"text":"hm","at":1,"replyTo":7}', { text: "hm", at: 1 }],
    ['{"text":"hm","at":1,"replyTo":"7","epoch":"e1"}', { text: "hm", at: 1 }],
  ] as const
) {
  Deno.test(`parseDraft() of ${stored || "nothing"}`, () => {
    assertEquals(parseDraft(stored), draft);
  });
}
