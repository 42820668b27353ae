import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Page } from "../../../client/timeline/log_window.ts";
import { emptyRoom, receive } from "../../../client/timeline/state.ts";
import type { RoomState } from "../../../client/timeline/state.ts";
import { unreadOf } from "../../../client/timeline/unread_count.ts";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { ada, bob, deleted, edited, message, page, welcome } from "./wire_samples.ts";
import { assertHolds } from "../../support/property.ts";

function after(...messages: (ServerMessage | Page)[]): RoomState {
  return messages.reduce(receive, emptyRoom("tea"));
}

/** Counts what Ada has not read after this. */
function unreadAfter(...messages: (ServerMessage | Page)[]): { count: number; mentions: number } {
  const { count, mentions } = unreadOf(after(...messages));
  return { count, mentions };
}

const adaRead = (seq: number) => ({ type: "read", id: "a", seq }) as const;

Deno.test("unreadOf() counts what others said behind the mark of the welcome", () => {
  const messages = [message(1), message(2), message(3, { from: ada }), message(4), message(5)];
  assertEquals(unreadAfter(welcome({ seq: 5, read: 1 }), ...messages).count, 2);
});

Deno.test("unreadOf() passes over what the client says itself", () => {
  const messages = [message(1), message(2, { note: true })];
  assertEquals(unreadAfter(welcome({ seq: 2, read: 0 }), ...messages).count, 1);
});

Deno.test("unreadOf() passes over what was there before one who never read came", () => {
  assertEquals(unreadAfter(welcome({ seq: 2 }), message(1), message(2), message(3)).count, 1);
});

Deno.test("unreadOf() counts what came since one visited a room where nothing was to read", () => {
  const room = emptyRoom("tea", { hasVisited: true });
  const after = [welcome({ seq: 2 }), message(1), message(2)].reduce(receive, room);
  assertEquals(unreadOf(after).count, 2);
});

Deno.test("unreadOf() moves with one's own mark of another page, and with nobody else's", () => {
  const messages = [welcome(), message(1), message(2), message(3)];
  assertEquals(unreadAfter(...messages, adaRead(2)).count, 1);
  assertEquals(unreadAfter(...messages, adaRead(2), adaRead(1)).count, 1);
  assertEquals(unreadAfter(...messages, { type: "read", id: "b", seq: 3 }).count, 3);
});

Deno.test("unreadOf() counts nothing before what one said", () => {
  assertEquals(unreadAfter(welcome(), message(1), message(2, { from: ada })).count, 0);
});

Deno.test("unreadOf() keeps its count over a resume, and takes the mark of a welcome", () => {
  const messages = [welcome(), message(1), message(2)];
  assertEquals(unreadAfter(...messages, welcome({ seq: 2, resumed: true })).count, 2);
  assertEquals(unreadAfter(...messages, welcome({ seq: 2, resumed: true, read: 1 })).count, 1);
});

Deno.test("unreadOf() counts all of a new log", () => {
  const restarted = [welcome({ epoch: "e2" }), message(1), message(2)];
  assertEquals(unreadAfter(welcome({ seq: 9 }), message(9), ...restarted).count, 2);
});

Deno.test("unreadOf() says that there is more when the mark lies before the first message", () => {
  const isMore = (read: number) => unreadOf(after(welcome({ seq: 50, read }), message(50))).isMore;
  assertEquals([48, 49, 50].map(isMore), [true, false, false]);
});

Deno.test("unreadOf() counts mentions by name and answers to one's own messages", () => {
  const messages = [
    message(1, { from: ada }),
    message(2, { text: "hello @ada" }),
    message(3, { replyTo: 1 }),
    message(4, { replyTo: 2 }),
  ];
  assertEquals(unreadAfter(welcome(), ...messages), { count: 3, mentions: 2 });
  assertEquals(unreadAfter(welcome(), ...messages, adaRead(2)), { count: 2, mentions: 1 });
});

Deno.test("unreadOf() counts no deleted messages, and follows edits", () => {
  const messages = [welcome(), message(1, { text: "@ada" }), message(2)];
  assertEquals(unreadAfter(...messages, deleted(3, 1)), { count: 1, mentions: 0 });
  assertEquals(unreadAfter(...messages, edited(3, 1, "x")), { count: 2, mentions: 0 });
  assertEquals(unreadAfter(...messages, edited(3, 2, "@Ada")), { count: 2, mentions: 2 });
});

Deno.test("unreadOf() counts a page of messages that lies behind the mark", () => {
  const older = page([message(5), message(6, { from: ada }), message(7), message(8)], {
    from: 9,
    asked: { epoch: "e1", known: 9 },
  });
  assertEquals(unreadAfter(welcome({ seq: 9, read: 4 }), message(9), older).count, 3);
});

Deno.test("What is counted entry by entry is what there is to count in the end", () => {
  const entry = fc.oneof(
    fc.record({ from: fc.constantFrom(ada, bob), text: fc.constantFrom("x", "@ada") }),
    fc.record({ target: fc.nat(), text: fc.constantFrom("y", "hi @Ada") }),
    fc.record({ target: fc.nat() }),
    fc.record({ read: fc.nat() }),
  );
  assertHolds(
    "client-unread-count",
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      let state = after(welcome());
      for (const fields of entries) {
        const seq = state.seq + 1;
        state = receive(state, heard(state, fields, seq));
      }
      const unread = state.messages.filter(({ seq, from, deleted }) =>
        seq > state.read && from.id === "b" && !deleted
      );
      const mentions = unread.filter(({ text }) => /@ada/i.test(text!)).length;
      assertEquals(unreadOf(state), { count: unread.length, mentions, isMore: false });
    }),
  );
});

// deno-lint-ignore no-explicit-any
function heard(state: RoomState, fields: any, seq: number): ServerMessage {
  const { messages } = state;
  if ("read" in fields) return adaRead(fields.read % seq);
  if (!("target" in fields) || messages.length === 0) return message(seq, { text: "x", ...fields });
  const target = messages[fields.target % messages.length]!.seq;
  return "text" in fields ? edited(seq, target, fields.text) : deleted(seq, target);
}
