import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { suggestRooms } from "../../../client/rooms/room_suggestions.ts";

function room(name: string, count = 0, mentions = 0) {
  return { name, title: name, unread: signal({ count, mentions, isMore: false }) };
}

const sources = {
  mine: [room("design"), room("random", 1, 1), room("release", 4), room("support"), room("tea")],
  recent: ["tea", "support", "design"],
  current: "tea",
  listed: [{ name: "reading", count: 9 }, { name: "tea", count: 2 }, { name: "games", count: 0 }],
};

function suggest(typed: string): string[] {
  return suggestRooms(typed, sources).map(({ kind, name }) => `${kind} ${name}`);
}

Deno.test("suggestRooms() begins with mentions, then unread, then last used, the current one last", () => {
  assertEquals(suggest(""), [
    "mine random",
    "mine release",
    "mine support",
    "mine design",
    "mine tea",
    "other reading",
    "other games",
  ]);
});

Deno.test("suggestRooms() puts one's own first among those that fit", () => {
  assertEquals(suggest("re"), ["mine release", "other reading", "new re"]);
});

Deno.test("suggestRooms() puts another's name that holds what was typed before scattered letters", () => {
  const found = suggestRooms("game", { ...sources, mine: [room("great-ambition-meeting")] });
  assertEquals(found.map(({ name }) => name), ["games", "great-ambition-meeting", "game"]);
});

Deno.test("suggestRooms() suggests to make a room only of a name that is free and fit", () => {
  assertEquals(suggest("Tea"), ["mine tea"]);
  assertEquals(suggest("no/room"), []);
  assertEquals(suggest("Tea Party").at(-1), "new tea-party");
});

Deno.test("suggestRooms() finds a direct room by the other one's name", () => {
  const direct = { ...room("direct.0123456789abcdefghjkmnpqrs"), title: "Sue" };
  const [found] = suggestRooms("sue", { ...sources, mine: [direct] });
  assertEquals([found?.name, found?.title, found?.at], [direct.name, "Sue", [0, 1, 2]]);
});

Deno.test("suggestRooms() says which letters were typed", () => {
  assertEquals(suggestRooms("sup", sources)[0]?.at, [0, 1, 2]);
});
