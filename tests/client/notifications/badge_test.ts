import { assertEquals } from "@std/assert";
import { badgeOf } from "../../../client/notifications/badge.ts";
import type { BadgeRoom } from "../../../client/notifications/badge.ts";

/** A room with five unread messages, two of which mention the reader. */
function room(fields: Partial<BadgeRoom>): BadgeRoom {
  const unread = { count: 5, mentions: 2, isMore: false };
  return { unread, level: "mentions", isOpen: false, ...fields };
}

Deno.test("badgeOf() counts mentions, and all messages where all are wanted", () => {
  assertEquals(badgeOf([room({}), room({ level: "all" })]), {
    count: 7,
    isMore: false,
    hasNews: true,
  });
});

Deno.test("badgeOf() counts every message of the room that is open", () => {
  assertEquals(badgeOf([room({ isOpen: true }), room({})]).count, 7);
});

Deno.test("badgeOf() leaves out a room of which one wants to hear nothing", () => {
  assertEquals(badgeOf([room({ level: "none", isOpen: true })]), {
    count: 0,
    isMore: false,
    hasNews: false,
  });
});

Deno.test("badgeOf() knows of news that are worth no number", () => {
  const unread = { count: 3, mentions: 0, isMore: false };
  assertEquals(badgeOf([room({ unread })]), { count: 0, isMore: false, hasNews: true });
});

Deno.test("badgeOf() has nothing to show where nothing is unread", () => {
  const unread = { count: 0, mentions: 0, isMore: false };
  assertEquals(badgeOf([room({ unread, level: "all", isOpen: true })]).hasNews, false);
  assertEquals(badgeOf([]), { count: 0, isMore: false, hasNews: false });
});

Deno.test("badgeOf() says that there are more than it counts, where every message counts", () => {
  const unread = { count: 50, mentions: 1, isMore: true };
  assertEquals(badgeOf([room({ unread, isOpen: true })]).isMore, true);
  assertEquals(badgeOf([room({ unread })]).isMore, false);
});
