import { assertEquals, assertStrictEquals } from "@std/assert";
import { newestOf, usualBounds } from "../../../client/timeline/log_window.ts";
import type { Page } from "../../../client/timeline/log_window.ts";
import {
  emptyRoom,
  findMessage,
  findOriginal,
  letGo,
  receive,
  showNewest,
} from "../../../client/timeline/state.ts";
import type { RoomState } from "../../../client/timeline/state.ts";
import type { Message, ServerMessage } from "../../../lib/wire/messages.ts";
import { deleted, edited, message, page, seqs, welcome } from "./wire_samples.ts";

/** A room of 90 messages of which the last two are loaded, and then `more`. */
function openLongRoom(...more: (ServerMessage | Page)[]): RoomState {
  return [welcome({ seq: 90 }), message(89), message(90), ...more]
    .reduce(receive, emptyRoom("tea"));
}

/** A page of that room, asked for as soon as it was joined. */
function read(kind: Page["kind"], from: number, messages: Message[], more = true): Page {
  return page(messages, { kind, from, more, asked: { epoch: "e1", known: 90 } });
}

const around40 = read("around", 40, [message(39), message(40), message(41)]);

Deno.test("A page around a message takes the place of the window; the newest stay known", () => {
  const state = openLongRoom(around40);
  assertEquals(seqs(state.messages), [39, 40, 41]);
  assertEquals([state.hasOlder, state.hasNewer], [true, true]);
  assertEquals(seqs(newestOf(state)), [89, 90]);
});

Deno.test("What comes while the window is elsewhere goes to the tail", () => {
  const state = openLongRoom(around40, message(91), edited(92, 40, "better"), deleted(93, 91));
  assertEquals(seqs(state.messages), [39, 40, 41]);
  assertEquals(findMessage(state, 40)?.text, "better");
  assertEquals(seqs(state.tail), [89, 90, 91]);
  assertEquals(findMessage(state, 91)?.deleted, true);
  assertEquals(state.seq, 93);
});

Deno.test("A window becomes one with the newest when a page reaches them", () => {
  const state = openLongRoom(around40, message(91));
  const between = receive(state, read("newer", 41, [message(60), message(70)]));
  assertEquals([seqs(between.messages), between.hasNewer], [[39, 40, 41, 60, 70], true]);
  const whole = receive(between, read("newer", 70, [message(88), message(89)]));
  assertEquals([seqs(whole.messages), whole.hasNewer], [
    [39, 40, 41, 60, 70, 88, 89, 90, 91],
    false,
  ]);
  assertEquals(whole.tail, []);
});

Deno.test("A window becomes one with the newest when there is nothing between", () => {
  const state = openLongRoom(around40, read("newer", 41, [], false));
  assertEquals([seqs(state.messages), state.hasNewer], [[39, 40, 41, 89, 90], false]);
});

Deno.test("A page around a message near the newest is one with them at once", () => {
  const state = openLongRoom(read("around", 87, [message(87), message(88), message(89)]));
  assertEquals([seqs(state.messages), state.hasNewer], [[87, 88, 89, 90], false]);
});

Deno.test("A page around a place beyond the newest leaves the newest as they are", () => {
  const state = openLongRoom(read("around", 200, [], false));
  assertEquals([seqs(state.messages), state.hasNewer, state.hasOlder], [[89, 90], false, true]);
});

Deno.test("A message that a page brought ahead of the snapshot is not there twice", () => {
  const state = [
    welcome({ seq: 90 }),
    read("around", 90, [message(88), message(89), message(90)], false),
    message(89),
    message(90),
    message(91),
  ].reduce(receive, emptyRoom("tea"));
  assertEquals(seqs(state.messages), [88, 89, 90, 91]);
});

Deno.test("A page that does not fit any more is passed over", () => {
  const state = openLongRoom(around40);
  const isPassedOver = (page: Page) =>
    assertStrictEquals(receive(state, page).messages, state.messages);
  isPassedOver(read("older", 89, [message(88)]));
  isPassedOver(read("newer", 90, []));
  isPassedOver({ ...read("newer", 41, [message(42)]), asked: { epoch: "e0", known: 90 } });
  isPassedOver({ ...read("newer", 41, [message(42)]), asked: { epoch: "e1", known: 89 } });
});

Deno.test("A page is passed over that may lack changes which are forgotten already", () => {
  const few = { ...usualBounds, changes: 2 };
  const older = read("older", 89, [message(88)]);
  const after = (...changes: ServerMessage[]) =>
    [...changes, older].reduce(receive, { ...openLongRoom(), bounds: few });
  const two = [edited(91, 88, "a"), edited(92, 88, "b")];
  assertEquals(findMessage(after(...two), 88)?.text, "b");
  assertEquals(findMessage(after(...two, edited(93, 88, "c")), 88), undefined);
});

Deno.test("showNewest() goes back to the newest messages", () => {
  const state = showNewest(openLongRoom(around40, message(91)));
  assertEquals([seqs(state.messages), state.tail], [[89, 90, 91], []]);
  assertEquals([state.hasOlder, state.hasNewer], [true, false]);
});

Deno.test("findOriginal() knows nothing of what lies between the window and the newest", () => {
  const state = openLongRoom(around40);
  assertEquals(findOriginal(state, 60), undefined);
  assertEquals(findOriginal(state, 89)?.valueOf(), message(89));
});

/** A room whose ten messages are all loaded. */
function openShortRoom(): RoomState {
  const said = Array.from({ length: 10 }, (_, index) => message(index + 1));
  return [welcome(), ...said].reduce(receive, emptyRoom("tea"));
}

const few = { window: 8, tail: 2, changes: 8 };

Deno.test("letGo() keeps everything while there is not too much", () => {
  const state = openShortRoom();
  assertStrictEquals(letGo(state, undefined), state);
});

Deno.test("letGo() drops the oldest for a reader at the newest", () => {
  const state = letGo({ ...openShortRoom(), bounds: few }, undefined);
  assertEquals(seqs(state.messages), [3, 4, 5, 6, 7, 8, 9, 10]);
  assertEquals([state.hasOlder, state.hasNewer], [true, false]);
});

Deno.test("letGo() drops what is farthest from a reader who is elsewhere", () => {
  const state = letGo({ ...openShortRoom(), bounds: few }, 2);
  assertEquals(seqs(state.messages), [1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals([state.hasOlder, state.hasNewer], [false, true]);
  assertEquals(seqs(state.tail), [9, 10]);
});

Deno.test("letGo() forgets originals that nothing loaded answers any more", () => {
  const fetched = { type: "fetched", seq: 7, original: "gone" } as const;
  const answered = [...Array(7).keys()].map((n) => message(91 + n, { replyTo: n === 6 ? 8 : 7 }));
  const state = [fetched, { ...fetched, seq: 8 }, ...answered]
    .reduce(receive, openLongRoom());
  const kept = letGo({ ...state, bounds: { ...few, window: 1 } }, undefined);
  assertEquals([...kept.originals.keys()], [8]);
});
