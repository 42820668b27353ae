import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { fold } from "../../../lib/wire/fold.ts";
import type {
  Message,
  Role,
  RoomEvent,
  RoomState as RoomChange,
  ServerMessage,
  Visibility,
  You,
} from "../../../lib/wire/messages.ts";
import { aboutOf } from "../../../client/timeline/room_about.ts";
import type { Page } from "../../../client/timeline/log_window.ts";
import type { Fetched, Original, RoomState } from "../../../client/timeline/state.ts";
import {
  emptyRoom,
  findMessage,
  findOriginal,
  isBeyondGap,
  receive,
  resumePoint,
} from "../../../client/timeline/state.ts";
import {
  ada,
  bob,
  deleted,
  edited,
  message,
  page,
  reacted,
  seqs,
  welcome,
} from "./wire_samples.ts";
import { assertHolds } from "../../support/property.ts";

function hearing(...messages: (ServerMessage | Fetched | Page)[]): RoomState {
  return messages.reduce(receive, emptyRoom("tea"));
}

Deno.test("receive() keeps the messages in the order of the log", () => {
  const state = hearing(welcome(), message(1), message(2), message(3));
  assertEquals(seqs(state.messages), [1, 2, 3]);
  assertEquals(state.seq, 3);
});

Deno.test("receive() folds an edit into the message it is about", () => {
  const state = hearing(welcome(), message(1), edited(2, 1, "better"));
  assertEquals(findMessage(state, 1)?.text, "better");
  assertEquals(findMessage(state, 1)?.edited, 2_000);
});

Deno.test("receive() leaves a tombstone where a message was deleted", () => {
  const state = hearing(welcome(), message(1), deleted(2, 1));
  assertEquals(findMessage(state, 1)?.deleted, true);
  assertEquals(findMessage(state, 1)?.text, undefined);
});

Deno.test("receive() counts a reaction once for each person", () => {
  const state = hearing(welcome(), message(1), reacted(2, 1), reacted(3, 1, { from: ada }));
  assertEquals(findMessage(state, 1)?.reactions, { "👍": ["b", "a"] });
});

Deno.test("receive() gives other messages the same object back, so that their rows stay", () => {
  const before = hearing(welcome(), message(1), message(2));
  const after = receive(before, edited(3, 2, "better"));
  assertStrictEquals(after.messages[0], before.messages[0]);
});

Deno.test("receive() passes over an event that it knows already", () => {
  const state = hearing(welcome(), message(1), edited(2, 1, "better"));
  assertStrictEquals(receive(state, message(1)), state);
  assertStrictEquals(receive(state, edited(2, 1, "better")), state);
});

Deno.test("receive() passes over a kept event of a type that it does not know, and goes on behind it", () => {
  const newer = { ...message(2), type: "sung" } as unknown as ServerMessage;
  const state = hearing(welcome(), message(1), newer);
  assertEquals(isBeyondGap(state, message(3)), false);
  assertEquals(seqs(receive(state, message(3)).messages), [1, 3]);
  const elsewhere = { ...message(9), type: "hummed" } as unknown as ServerMessage;
  assertStrictEquals(receive(state, elsewhere), state);
});

Deno.test("receive() keeps what it has when the welcome resumes", () => {
  const state = hearing(welcome(), message(1), welcome({ resumed: true, seq: 2 }), message(2));
  assertEquals(seqs(state.messages), [1, 2]);
});

Deno.test("receive() begins anew when the welcome does not resume", () => {
  const state = hearing(welcome(), message(1), welcome({ seq: 900, epoch: "e2" }), message(900));
  assertEquals(seqs(state.messages), [900]);
  assertEquals(resumePoint(state), { since: 900, epoch: "e2" });
});

Deno.test("receive() says that there are older messages unless the first is number 1", () => {
  assertEquals(hearing(welcome(), message(1)).hasOlder, false);
  assertEquals(hearing(welcome({ seq: 7 }), message(7)).hasOlder, true);
});

Deno.test("receive() takes what stood in former logs of a direct room before all else", () => {
  const state = hearing(
    welcome({ seq: 2, epoch: "e2" }),
    message(-5),
    message(0),
    message(1),
    message(2),
  );
  assertEquals(seqs(state.messages), [-5, 0, 1, 2]);
  assertEquals([state.seq, state.hasOlder], [2, true]);
  assertStrictEquals(receive(state, message(-7)), state);
});

Deno.test("receive() puts a page of older messages before what it has", () => {
  const older = page([message(3), message(4)], { more: true });
  const state = hearing(welcome({ seq: 5 }), message(5), older);
  assertEquals(seqs(state.messages), [3, 4, 5]);
  assertEquals(state.hasOlder, true);
  assertEquals(state.seq, 5);
});

Deno.test("receive() takes the same page once", () => {
  const older = page([message(4)]);
  const state = hearing(welcome({ seq: 5 }), message(5), older, older);
  assertEquals(seqs(state.messages), [4, 5]);
});

Deno.test("receive() applies an edit that arrived before the page with its message", () => {
  const older = page([message(4)]);
  const state = hearing(welcome({ seq: 5 }), message(5), edited(6, 4, "better"), older);
  assertEquals(findMessage(state, 4)?.text, "better");
});

Deno.test("receive() follows who comes and who goes", () => {
  const state = hearing(
    welcome(),
    { type: "presence", joined: [bob], left: [], count: 2 },
    { type: "presence", joined: [], left: ["a"], count: 1 },
  );
  assertEquals(state.people, [bob]);
  assertEquals(state.count, 1);
});

Deno.test("receive() shows a person who comes again under the new name", () => {
  const renamed = { ...bob, name: "Robert" };
  const state = hearing(
    welcome({ members: [ada, bob] }),
    { type: "presence", joined: [renamed], left: [], count: 2 },
  );
  assertEquals(state.people, [ada, renamed]);
});

Deno.test("receive() drops the topic when the room has none any more", () => {
  assertEquals(hearing(welcome({ topic: "Oolong" })).topic, "Oolong");
  assertEquals(hearing(welcome({ topic: "Oolong" }), welcome()).topic, undefined);
});

Deno.test("receive() follows what the room becomes", () => {
  const change = {
    type: "room",
    topic: "Oolong",
    visibility: "private",
    isArchived: true,
  } as const;
  const { topic, visibility, isArchived } = hearing(welcome(), change);
  assertEquals([topic, visibility, isArchived], ["Oolong", "private", true]);
  assertEquals(hearing(welcome({ topic: "Oolong" }), { ...change, topic: "" }).topic, undefined);
});

Deno.test("isBeyondGap() sees a number that was skipped after the welcome", () => {
  const state = hearing(welcome({ seq: 5 }), message(4));
  assertEquals(isBeyondGap(state, message(5)), false);
  assertEquals(isBeyondGap(state, message(6)), false);
  assertEquals(isBeyondGap(state, message(7)), true);
});

Deno.test("isBeyondGap() sees a number that was skipped in a replay", () => {
  const state = hearing(welcome(), message(1), welcome({ resumed: true, seq: 9 }));
  assertEquals(isBeyondGap(state, message(2)), false);
  assertEquals(isBeyondGap(state, message(3)), true);
});

Deno.test("resumePoint() is absent before anything arrived", () => {
  assertEquals(resumePoint(hearing(welcome())), undefined);
});

Deno.test("resumePoint() is the last event that arrived, even in the middle of a snapshot", () => {
  const state = hearing(welcome({ seq: 90 }), message(41), message(42));
  assertEquals(resumePoint(state), { since: 42, epoch: "e1" });
});

/** A room whose messages 8 and 9 are loaded, 9 in reply to 3. */
function withReply(...more: (ServerMessage | Fetched | Page)[]): RoomState {
  return hearing(welcome({ seq: 9 }), message(8), message(9, { replyTo: 3 }), ...more);
}

function fetched(seq: number, original: Original): Fetched {
  return { type: "fetched", seq, original };
}

Deno.test("findOriginal() gives a loaded message", () => {
  assertEquals(findOriginal(withReply(), 8), message(8));
});

Deno.test("findOriginal() knows nothing of a message before the loaded ones until it is fetched", () => {
  assertEquals(findOriginal(withReply(), 3), undefined);
  assertEquals(findOriginal(withReply(fetched(3, "failed")), 3), "failed");
  assertEquals(findOriginal(withReply(fetched(3, message(3))), 3), message(3));
});

Deno.test("findOriginal() knows what is gone: by the fetch, by a gap, by the beginning", () => {
  assertEquals(findOriginal(withReply(fetched(3, "gone")), 3), "gone");
  assertEquals(findOriginal(hearing(welcome({ seq: 9 }), message(7), message(9)), 8), "gone");
  const older = page([message(4)], { from: 8, asked: { epoch: "e1", known: 9 } });
  assertEquals(findOriginal(withReply(older), 3), "gone");
});

Deno.test("receive() folds what happens to a fetched message into it", () => {
  const state = withReply(fetched(3, message(3)), edited(10, 3, "better"));
  assertEquals(findOriginal(state, 3), message(3, { text: "better", edited: 10_000 }));
  const { text: _gone, ...rest } = message(3);
  assertEquals(findOriginal(receive(state, deleted(11, 3)), 3), { ...rest, deleted: true });
});

Deno.test("receive() applies to a fetched message what arrived before it", () => {
  const state = withReply(edited(10, 3, "better"), fetched(3, message(3)));
  assertEquals(findOriginal(state, 3), message(3, { text: "better", edited: 10_000 }));
});

Deno.test("receive() applies a change of a fetched message to the page that brings it too", () => {
  const older = page([message(3)], { from: 8, asked: { epoch: "e1", known: 9 } });
  const state = withReply(fetched(3, message(3)), edited(10, 3, "better"), older);
  assertEquals(findMessage(state, 3)?.text, "better");
  assertEquals(findOriginal(state, 3), findMessage(state, 3));
});

Deno.test("receive() forgets what was fetched when the welcome does not resume", () => {
  const state = withReply(fetched(3, message(3)));
  assertEquals(receive(state, welcome({ seq: 9, resumed: true })).originals.size, 1);
  assertEquals(receive(state, welcome({ seq: 9 })).originals.size, 0);
});

/** A log: each entry a message, or a change to one of the messages before it. */
const anyLog: fc.Arbitrary<RoomEvent[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("message", "message", "edited", "deleted", "reacted"),
    which: fc.nat(),
    emoji: fc.constantFrom("👍", "🎉", "🍵"),
    on: fc.boolean(),
    from: fc.constantFrom(ada, bob),
  }),
  { maxLength: 60 },
).map((steps) => {
  const said: number[] = [];
  return steps.map(({ kind, which, emoji, on, from }, index): RoomEvent => {
    const seq = index + 1;
    const target = said[which % said.length];
    if (kind === "message" || target === undefined) {
      said.push(seq);
      return message(seq, { from });
    }
    if (kind === "edited") return edited(seq, target, `edit ${seq}`);
    if (kind === "deleted") return deleted(seq, target);
    return reacted(seq, target, { emoji, on, from });
  });
});

/** The newest messages of a log, folded as a store folds them: what a join without `since` gets. */
function snapshot(log: readonly RoomEvent[], newest: number): Message[] {
  const messages = new Map<number, Message>();
  for (const event of log) {
    if (event.type === "message") messages.set(event.seq, event);
    else messages.set(event.target, fold(messages.get(event.target)!, event));
  }
  return [...messages.values()].slice(-newest);
}

Deno.test("A live view and a snapshot with the rest of the log show the same messages", () => {
  assertHolds(
    "client-state-1",
    fc.property(anyLog, fc.nat(), fc.nat({ max: 3 }), (log, cut, behind) => {
      const at = cut % (log.length + 1);
      const live = hearing(welcome(), ...log);
      // The server may have read the snapshot a little after the place where it let us in.
      const read = log.slice(0, Math.min(log.length, at + behind));
      const joined = hearing(welcome({ seq: at }), ...snapshot(read, Infinity), ...log.slice(at));
      assertEquals(joined.messages, live.messages);
      assertEquals(joined.known, live.known);
    }),
  );
});

Deno.test("A short snapshot and a page before it show the same messages as a live view", () => {
  assertHolds(
    "client-state-2",
    fc.property(anyLog, fc.nat(), fc.integer({ min: 1, max: 5 }), (log, cut, newest) => {
      const at = cut % (log.length + 1);
      const shown = snapshot(log.slice(0, at), newest);
      const before = shown[0]?.seq ?? 0;
      // Read at once, answered last: every later change has to find its way in.
      const messages = snapshot(log.slice(0, at), Infinity).filter(({ seq }) => seq < before);
      const older = page(messages, { from: before, asked: { epoch: "e1", known: at } });
      const state = hearing(welcome({ seq: at }), ...shown, ...log.slice(at), older);
      assertEquals(state.messages, hearing(welcome(), ...log).messages);
    }),
  );
});

Deno.test("A replay that overlaps with what is known changes nothing", () => {
  assertHolds(
    "client-state-3",
    fc.property(anyLog, fc.nat(), (log, cut) => {
      const live = hearing(welcome(), ...log);
      const replayed = log.slice(cut % (log.length + 1)).reduce(receive, live);
      assertStrictEquals(replayed, live);
    }),
  );
});

Deno.test("A fetched original is what a live view shows, whenever the answer comes", () => {
  assertHolds(
    "client-state-4",
    fc.property(anyLog, fc.nat(), fc.nat(), fc.nat(), (log, joined, read, came) => {
      const live = hearing(welcome(), ...log);
      const at = joined % (log.length + 1);
      const isEarlier = ({ seq }: Message) => seq < (log[at]?.seq ?? Infinity);
      // The server reads it after one has joined, and its answer comes after that.
      const readAt = at + read % (log.length - at + 1);
      const cameAt = readAt + came % (log.length - readAt + 1);
      const answers = snapshot(log.slice(0, readAt), Infinity).filter(isEarlier);
      // What was said after joining is loaded; of what was said before, nothing.
      const first = message(log.length + 1);
      const state = hearing(
        welcome({ seq: at }),
        ...log.slice(at, cameAt).filter((event) => event.type !== "message"),
        ...answers.map((original) => fetched(original.seq, original)),
        ...log.slice(cameAt).filter((event) => event.type !== "message"),
        first,
      );
      for (const { seq } of answers) assertEquals(findOriginal(state, seq), findMessage(live, seq));
    }),
  );
});

/** What changes what the room is, and what one is there. */
const anyChange: fc.Arbitrary<You | RoomChange> = fc.oneof(
  fc.record({
    type: fc.constant("you" as const),
    role: fc.constantFrom<Role>("owner", "moderator", "member", "reader"),
    mutedUntil: fc.nat(),
  }, { requiredKeys: ["type", "role"] }),
  fc.record({
    type: fc.constant("room" as const),
    topic: fc.constantFrom("", "Oolong", "Assam"),
    visibility: fc.constantFrom<Visibility>("public", "unlisted", "private"),
    isArchived: fc.boolean(),
  }),
);

Deno.test("Who hears each change of the room knows what a new welcome says", () => {
  assertHolds(
    "client-state-5",
    fc.property(anyLog, fc.array(anyChange), (log, changes) => {
      const live = hearing(welcome(), ...log, ...changes);
      const { role = "member", mutedUntil } = changes.findLast(({ type }) =>
        type === "you"
      ) as You ??
        {};
      const { topic = "", visibility = "public", isArchived = false } =
        changes.findLast(({ type }) => type === "room") as RoomChange ?? {};
      const anew = receive(
        live,
        welcome({
          seq: log.length,
          resumed: true,
          visibility,
          you: { ...ada, role, ...(mutedUntil !== undefined && { mutedUntil }) },
          ...(topic !== "" && { topic }),
          ...(isArchived && { isArchived }),
        }),
      );
      assertEquals(aboutOf(live), aboutOf(anew));
      assertEquals(live.messages, hearing(welcome(), ...log).messages);
    }),
  );
});
