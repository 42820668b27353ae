import { assertEquals, assertMatch } from "@std/assert";
import { noteText } from "../../../client/sealed/note_text.ts";
import { hasRemedy } from "../../../client/sealed/sealed_note.ts";
import type { SealedNote, UnreadableCause } from "../../../client/sealed/sealed_note.ts";
import { sealedRefusal } from "../../../client/sealed/sealed_refusal.ts";
import { speakOfSealed } from "../../../client/sealed/sealed_texts.ts";
import { errorText } from "../../../client/i18n/texts.ts";

const peer = "Bob";

const notes: readonly [note: SealedNote, text: string][] = [
  [{ kind: "device_added", peer, device: "Laptop" }, "Bob added a device: Laptop"],
  [{ kind: "device_added", device: "Laptop" }, "You added a device: Laptop"],
  [{ kind: "device_removed", peer, device: "Laptop" }, "Bob removed a device: Laptop"],
  [{ kind: "device_removed", device: "Laptop" }, "You removed a device: Laptop"],
  [{ kind: "session_renewed", peer }, "Bob sealed this conversation anew"],
  [{ kind: "session_renewed" }, "You sealed this conversation anew"],
  [
    { kind: "log_renewed" },
    "The server has begun this conversation anew. What you had read stays on this device. What " +
    "a device had not read yet is lost to it, and may have to be said again. If whoever runs the " +
    "server does not say that it was set back from a backup, do not trust it.",
  ],
  [
    { kind: "identity_changed", peer, wasVerified: true },
    "Bob has other keys than those that you compared. Nothing leaves until you accept them.",
  ],
  [
    { kind: "identity_changed", peer, wasVerified: false },
    "Bob has new keys. They were not compared before.",
  ],
  [
    { kind: "identity_changed", wasVerified: false },
    "You have new keys, and others are told to compare them again",
  ],
];

for (const [note, text] of notes) {
  Deno.test(`noteText() says "${text}"`, () => assertEquals(noteText(note), text));
}

const causes: Record<UnreadableCause, boolean> = {
  before_device: true,
  deleted: false,
  forgotten: false,
  other_session: true,
  damaged: true,
  unverified_identity: true,
  newer_version: true,
};

for (const [cause, isRemedied] of Object.entries(causes) as [UnreadableCause, boolean][]) {
  Deno.test(`noteText() says whose message cannot be read when it is ${cause}, and why`, () => {
    // One note for what both have said.
    if (cause === "before_device") {
      const texts = [{ peer }, {}].map((of) => noteText({ kind: "unreadable", cause, ...of }));
      assertEquals(new Set(texts).size, 1);
      return;
    }
    assertMatch(noteText({ kind: "unreadable", peer, cause }), /Bob.{20}/);
    assertMatch(noteText({ kind: "unreadable", cause }), /your.{20}/);
  });

  Deno.test(`hasRemedy() is ${isRemedied} of a message that is ${cause}`, () => {
    assertEquals(hasRemedy({ kind: "unreadable", peer, cause }), isRemedied);
  });
}

Deno.test("noteText() speaks the language that was loaded", async () => {
  try {
    await speakOfSealed("ar");
    assertMatch(noteText({ kind: "session_renewed" }), /^\p{Script=Arabic}/u);
  } finally {
    await speakOfSealed("en");
  }
  assertMatch(noteText({ kind: "session_renewed" }), /^You/);
});

for (const code of ["identity_changed", "no_device"] as const) {
  Deno.test(`sealedRefusal() brings the words for ${code}, which end with one stop`, () => {
    assertMatch(errorText(sealedRefusal(code)), /^[A-Z].*[^.]\.$/);
  });
}
