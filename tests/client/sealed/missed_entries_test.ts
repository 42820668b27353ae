import { assert, assertEquals, assertRejects } from "@std/assert";
import { readMissed } from "../../../client/sealed/missed_entries.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type { Message } from "../../../lib/wire/messages.ts";

/** More than a socket tells. */
const much = limits.resumeEvents + 1;

function message(seq: number): Message {
  return {
    type: "message",
    seq,
    at: 1,
    from: { id: "u-ann", name: "Ann", kind: "user" },
    box: "b",
  };
}

function messages(first: number, last: number): Message[] {
  return Array.from({ length: last - first + 1 }, (_, at) => message(first + at));
}

/** Reads what was missed of a log of these messages; tells what was taken in, and what was asked. */
async function read(
  log: readonly Message[],
  { since, seq, closesAfter = Infinity }: { since: number; seq: number; closesAfter?: number },
) {
  const taken: { type: string; first: number; last: number; hasForgotten: boolean }[] = [];
  const asked: string[] = [];
  await readMissed({ room: "direct.a", since, seq }, {
    you: "u-ann",
    fetchJson: (path) => {
      asked.push(path);
      const { searchParams } = new URL(path, "http://localhost");
      const found = log.filter((one) => one.seq > Number(searchParams.get("after")));
      const limit = Number(searchParams.get("limit"));
      return Promise.resolve({ messages: found.slice(0, limit), more: found.length > limit });
    },
    isClosed: () => asked.length > closesAfter,
    takeIn: (events, hasForgotten) => {
      const [first, last] = [events[0], events.at(-1)];
      if (first && last) {
        taken.push({ type: first.type, first: first.seq, last: last.seq, hasForgotten });
      }
      return Promise.resolve();
    },
  });
  return { taken, asked };
}

Deno.test("what was missed is taken in page by page, in its order", async () => {
  const size = limits.historyMessages;
  const seq = 2 * size + 5;
  const { taken } = await read(messages(1, seq), { since: 0, seq });
  assertEquals(taken.map(({ first, last }) => [first, last]), [
    [1, size],
    [size + 1, 2 * size],
    [2 * size + 1, seq],
  ]);
});

Deno.test("messages are asked for behind what was taken in, of the room by its name", async () => {
  const { asked } = await read(messages(1, 9), { since: 4, seq: 9 });
  assertEquals(asked, [
    `/api/rooms/direct.a/messages?after=4&limit=${limits.historyMessages}`,
  ]);
});

Deno.test("what came behind the newest entry is left to the socket", async () => {
  const { taken } = await read(messages(1, 9), { since: 0, seq: 7 });
  assertEquals(taken.map(({ last }) => last), [7]);
});

Deno.test("where the last entry is no message, nothing stands in its place", async () => {
  const { taken } = await read(messages(1, 5), { since: 0, seq: 7 });
  assertEquals(taken.map(({ type, last }) => [type, last]), [["message", 5], ["deleted", 7]]);
});

Deno.test("a log in which nothing was missed is not asked for", async () => {
  assertEquals(await read(messages(1, 7), { since: 7, seq: 7 }), { taken: [], asked: [] });
});

Deno.test("who missed little and is sent to HTTP is told that something is forgotten, once", async () => {
  const { taken } = await read(messages(6, 9), { since: 3, seq: 10 });
  assertEquals(taken.map(({ hasForgotten }) => hasForgotten), [true, false]);
});

Deno.test("where nothing is left of the log the last entry says that it is forgotten", async () => {
  const { taken } = await read([], { since: 3, seq: 9 });
  assertEquals(taken, [{ type: "deleted", first: 9, last: 9, hasForgotten: true }]);
});

Deno.test("who missed much and has an entry that is there still has nothing forgotten", async () => {
  const seq = 3 + much;
  const { taken } = await read(messages(2, seq), { since: 3, seq });
  assert(taken.every(({ hasForgotten }) => !hasForgotten));
});

Deno.test("who missed much and has no entry that is there still is told of it, once", async () => {
  const seq = 3 + much;
  const { taken } = await read(messages(9, seq), { since: 3, seq });
  assertEquals(taken.map(({ hasForgotten }) => hasForgotten), taken.map((_, at) => at === 0));
});

Deno.test("who has read nothing yet has nothing that could be forgotten", async () => {
  const { taken } = await read(messages(9, much), { since: 0, seq: much });
  assert(taken.every(({ hasForgotten }) => !hasForgotten));
});

Deno.test("what is read when nobody waits for it any more is not taken in", async () => {
  const seq = limits.historyMessages + 5;
  const { taken } = await read(messages(1, seq), { since: 0, seq, closesAfter: 1 });
  assertEquals(taken.map(({ last }) => last), [limits.historyMessages]);
});

Deno.test("when HTTP fails, so does it", async () => {
  await assertRejects(
    () =>
      readMissed({ room: "direct.a", since: 0, seq: 1 }, {
        you: "u-ann",
        fetchJson: () => Promise.reject(new TypeError("Failed to fetch")),
        isClosed: () => false,
        takeIn: () => Promise.resolve(),
      }),
    TypeError,
    "Failed to fetch",
  );
});
