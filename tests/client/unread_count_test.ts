import { assertEquals } from "@std/assert";
import { emptyRoom, receive } from "../../client/state.ts";
import type { RoomState } from "../../client/state.ts";
import { UnreadCount } from "../../client/unread_count.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { ada, message, welcome } from "./wire_samples.ts";

function after(...messages: ServerMessage[]): RoomState {
  return messages.reduce(receive, emptyRoom("tea"));
}

Deno.test("UnreadCount counts what others said since the last look", () => {
  const unread = new UnreadCount();
  const before = after(welcome({ seq: 1 }), message(1));
  assertEquals(unread.of(before, true), 0);
  const later = [message(2), message(3, { from: ada }), message(4)].reduce(receive, before);
  assertEquals(unread.of(later, false), 2);
  assertEquals(unread.of(later, true), 0);
  assertEquals(unread.of(later, false), 0);
});

Deno.test("UnreadCount counts the very first message of a room", () => {
  const unread = new UnreadCount();
  assertEquals(unread.of(after(welcome()), true), 0);
  assertEquals(unread.of(after(welcome(), message(1)), false), 1);
});

Deno.test("UnreadCount passes over what was said before a page that opens out of view", () => {
  const unread = new UnreadCount();
  assertEquals(unread.of(emptyRoom("tea"), false), 0);
  assertEquals(unread.of(after(welcome({ seq: 2 })), false), 0);
  assertEquals(unread.of(after(welcome({ seq: 2 }), message(1), message(2)), false), 0);
});

Deno.test("UnreadCount counts all of a new log", () => {
  const unread = new UnreadCount();
  assertEquals(unread.of(after(welcome({ seq: 9 }), message(9)), true), 0);
  const restarted = after(welcome({ epoch: "e2", seq: 0 }), message(1), message(2));
  assertEquals(unread.of(restarted, false), 2);
});
