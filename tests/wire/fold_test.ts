import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { fold, tombstone } from "../../lib/wire/fold.ts";
import type { Message, Person, RoomEvent } from "../../lib/wire/messages.ts";
import { assertHolds } from "../support/property.ts";

type Change = Exclude<RoomEvent, Message>;

const ada: Person = { id: "ada", name: "Ada", kind: "guest" };
const bob: Person = { id: "bob", name: "Bob", kind: "user" };
const message: Message = {
  type: "message",
  seq: 1,
  at: 10,
  from: ada,
  ref: "r1",
  text: "hello",
  replyTo: 7,
  files: [{ id: "f1", name: "tea.png", size: 7, type: "image/png" }],
};

function edited(text: string, at = 20): Change {
  return { type: "edited", seq: 2, at, from: ada, target: 1, text };
}

function reacted(from: Person, emoji: string, on = true): Change {
  return { type: "reacted", seq: 2, at: 20, from, target: 1, emoji, on };
}

const deleted: Change = { type: "deleted", seq: 3, at: 30, from: ada, target: 1 };

/** `message` after `changes`. */
function folded(...changes: readonly Change[]): Message {
  return changes.reduce(fold, message);
}

Deno.test("fold() of an edit replaces the text and notes when, nothing else", () => {
  assertEquals(folded(edited("bye", 20)), { ...message, text: "bye", edited: 20 });
});

Deno.test("fold() of two edits keeps the later one", () => {
  assertEquals(folded(edited("a", 20), edited("b", 25)), { ...message, text: "b", edited: 25 });
});

Deno.test("fold() of a deletion leaves a tombstone without text, files, replyTo and reactions", () => {
  assertEquals(folded(edited("bye"), reacted(bob, "👍"), deleted), {
    type: "message",
    seq: 1,
    at: 10,
    from: ada,
    ref: "r1",
    deleted: true,
  });
});

for (const change of [edited("back"), reacted(bob, "👍"), reacted(bob, "👍", false), deleted]) {
  const name = "on" in change && !change.on ? "reaction taken back" : change.type;
  Deno.test(`fold() of a tombstone leaves it as it is, whatever follows: ${name}`, () => {
    assertEquals(folded(deleted, change), folded(deleted));
  });
}

Deno.test("tombstone() of a message without ref has none", () => {
  const { ref: _, ...plain } = message;
  assertEquals("ref" in tombstone(plain), false);
});

Deno.test("fold() of reactions lists who reacted, in the order in which they did", () => {
  assertEquals(folded(reacted(bob, "👍"), reacted(ada, "👍")).reactions, { "👍": ["bob", "ada"] });
});

Deno.test("fold() of a reaction taken back leaves the others", () => {
  const after = folded(reacted(bob, "👍"), reacted(ada, "👍"), reacted(bob, "👍", false));
  assertEquals(after.reactions, { "👍": ["ada"] });
});

Deno.test("fold() of the last reaction taken back leaves no trace of reactions", () => {
  assertEquals(folded(reacted(bob, "👍"), reacted(bob, "👍", false)), message);
});

Deno.test("fold() of a reaction taken back that was never there changes nothing", () => {
  assertEquals(folded(reacted(bob, "👍", false)), message);
});

Deno.test("fold() keeps emoji in the order in which they first came", () => {
  const after = folded(reacted(bob, "👍"), reacted(bob, "🫖"), reacted(ada, "👍"));
  assertEquals(Object.keys(after.reactions ?? {}), ["👍", "🫖"]);
});

Deno.test("fold() does not change the message it is given", () => {
  const before = structuredClone(message);
  folded(edited("bye"), reacted(bob, "👍"), deleted);
  assertEquals(message, before);
});

Deno.test("fold() of a reaction named __proto__ is a reaction like any other", () => {
  const after = folded(reacted(bob, "__proto__"));
  assertEquals(Object.entries(after.reactions ?? {}), [["__proto__", ["bob"]]]);
});

/** Changes of one message by three people, numbered from 2 on. */
function anyChanges(): fc.Arbitrary<Change[]> {
  const from = fc.constantFrom(ada, bob, { id: "cem", name: "Cem", kind: "bot" as const });
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(from, fc.constantFrom("👍", "🫖"), fc.boolean()) },
    { weight: 2, arbitrary: fc.tuple(from, fc.string()) },
    { weight: 1, arbitrary: fc.tuple(from) },
  );
  return fc.array(change, { maxLength: 20 }).map((changes) =>
    changes.map(([from, what, on], index): Change => {
      const entry = { seq: index + 2, at: 100 + index, from, target: 1 };
      if (what === undefined) return { type: "deleted", ...entry };
      if (on === undefined) return { type: "edited", ...entry, text: what };
      return { type: "reacted", ...entry, emoji: what, on };
    })
  );
}

Deno.test("fold() of the same change twice is as once, on any message", () => {
  assertHolds(
    "wire-fold-1",
    fc.property(anyChanges(), (changes) => {
      for (const [index, change] of changes.entries()) {
        const once = folded(...changes.slice(0, index + 1));
        assertEquals(fold(once, change), once);
      }
    }),
  );
});

Deno.test("fold() of the latest changes once more onto a snapshot that has them changes nothing", () => {
  assertHolds(
    "wire-fold-2",
    fc.property(anyChanges(), fc.nat(20), (changes, from) => {
      const snapshot = folded(...changes);
      assertEquals(changes.slice(from).reduce(fold, snapshot), snapshot);
    }),
  );
});
