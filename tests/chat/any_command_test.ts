/**
 * Whatever one member sends, in a live room: those who behave stay, hear each other once and in order, and
 * a log without a gap.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { commandTable } from "../../lib/wire/commands.ts";
import { closeReasons } from "../../lib/wire/close_codes.ts";
import { limits } from "../../lib/wire/limits.ts";
import { assertHolds } from "../support/property.ts";
import type { RoomClient } from "../support/room_client.ts";
import { guest, openHouse } from "../support/rooms.ts";
import { openDirectRoom } from "../support/direct_room.ts";

const max = Number.MAX_SAFE_INTEGER;
/** Values on both sides of each bound, and of every type. */
const value = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, -1, 1.5, 1e308, max, max + 1, limits.historyMessages + 1),
  fc.constantFrom(
    true,
    false,
    null,
    "",
    " ",
    "\0",
    "a",
    "\uD800",
    "\u202E",
    "x\r\ny",
    "👍",
    "🇩🇪",
    "AQM=",
  ),
  fc.constantFrom("__proto__", "constructor", "r".repeat(limits.refChars + 1), "r".repeat(64)),
  fc.constantFrom("a".repeat(limits.textChars), "a".repeat(limits.textChars + 1)),
  fc.constantFrom("A".repeat(limits.boxChars), "A".repeat(limits.boxChars + 4)),
  fc.constantFrom(["f1"], ["f1", "f1"], [{ id: "f1", alt: "\u202E" }], Array(21).fill("f"), [[]], [
    null,
  ]),
  fc.jsonValue({ maxDepth: 2 }),
);
const fields = [
  ...new Set(
    Object.values(commandTable).flatMap(({ required, optional }) => [
      ...Object.keys(required),
      ...Object.keys(optional),
    ]),
  ),
];
const type = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...Object.keys(commandTable)) },
  value,
);
const command = fc.tuple(type, fc.dictionary(fc.constantFrom(...fields), value)).map(
  ([type, given]) => ({ ...given, type }),
);
const frame = fc.oneof(
  { weight: 6, arbitrary: command.map((one) => JSON.stringify(one)) },
  fc.array(command).map((some) => some.map((one) => JSON.stringify(one)).join("\n")),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "binary" }).map((text) => `{${text}`),
  fc.constantFrom(..."\n {[\0", "x".repeat(limits.frameBytes), "x".repeat(limits.frameBytes + 1)),
);
const frames = fc.array(frame, { maxLength: 15 });
/** What a member may be closed for that sends no more than text. */
const ends: readonly (number | undefined)[] = [
  undefined,
  closeReasons.tooManyMalformed.code,
  closeReasons.frameTooBig.code,
];

/** What has to hold of somebody who behaved. */
function assertUnharmed(client: RoomClient, heard: string[]): void {
  assertEquals(client.closeCode, undefined);
  assertEquals(client.seqs(), client.seqs().map((_, index) => index + 1));
  const own = client.heardOf("message").filter(({ from }) => from.id !== "eve");
  assertEquals(own.map(({ text, box }) => text ?? box), heard);
  assertEquals(client.codes(), []);
}

Deno.test("whatever somebody sends, others in the room notice nothing but what was said", async () => {
  await assertHolds(
    "any-command",
    fc.asyncProperty(frames, async (frames) => {
      await using house = openHouse();
      const [ada, bob, eve] = await house.gather("ada", "bob", "eve");
      for (const frame of frames) {
        eve.receive(frame);
        ada.say("one");
        bob.say("two");
        await house.settled();
      }
      for (const client of [ada, bob]) {
        assertUnharmed(client, frames.flatMap(() => ["one", "two"]));
      }
      assert(ends.includes(eve.closeCode), `${eve.closeCode}`);
      assertEquals(house.lines.filter((line) => line.includes('"error"')), []);
    }),
    { numRuns: 100 },
  );
});

Deno.test("whatever somebody sends in a direct room, the other one notices nothing but that", async () => {
  await assertHolds(
    "any-direct-command",
    fc.asyncProperty(frames, async (frames) => {
      await using house = openHouse();
      const people = [guest("ada"), guest("eve")] as const;
      const room = await openDirectRoom(house.store, ...people);
      const ada = await house.join(people[0], { room });
      const eve = await house.join(people[1], { room });
      ada.forget();
      for (const frame of frames) {
        eve.receive(frame);
        ada.send({ type: "seal", box: "AQM=" });
        await house.settled();
      }
      assertUnharmed(ada, frames.map(() => "AQM="));
      assert(ends.includes(eve.closeCode), `${eve.closeCode}`);
      assertEquals(house.lines.filter((line) => line.includes('"error"')), []);
    }),
    { numRuns: 100 },
  );
});
