import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import type { PostgresPoolOptions } from "../../lib/store/postgres_pool.ts";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { roomDraft } from "../support/room_draft.ts";
import { until } from "../support/until.ts";
import { bob, deletion, edit, results, said, uploaded } from "./subject.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

/** A store with a room `tea`, and the schema that it is in. */
async function openTea(
  options: Partial<PostgresPoolOptions> = {},
): Promise<{ store: PostgresStore; schema: string }> {
  const url = await postgres.freshUrl();
  const store = await PostgresStore.open({ url, log: new HeardLog().log, ...options });
  await store.createRoom(roomDraft("tea"));
  return { store, schema: new URL(url).searchParams.get("search_path")! };
}

/** The numbers of what a search finds in the room. */
async function found(store: PostgresStore, text: string, limit = 9): Promise<number[]> {
  return (await store.search("tea", { text, limit })).results.map(({ seq }) => seq);
}

Deno.test(
  "PostgresStore has nothing left of what was deleted in its rows",
  { ignore },
  async () => {
    const { store, schema } = await openTea();
    await uploaded(store, "tea", { id: "f", name: "secret.png" });
    await store.append("tea", [
      said("my secret", { ref: "r", files: [{ id: "f", alt: "secret" }] }),
      edit(1, "another secret"),
      said("a secret of one batch"),
      edit(3, "still secret"),
      deletion(3),
    ]);
    await store.append("tea", [edit(1, "the last secret")]);
    assertStringIncludes(await postgres.dump(schema), "secret");
    await store.append("tea", [deletion(1)]);
    assertEquals((await postgres.dump(schema)).match(/.*secret.*/g), null);
    await store.close();
  },
);

Deno.test("PostgresStore has nothing left of rooms that were deleted, but their names", {
  ignore,
}, async () => {
  const { store, schema } = await openTea();
  for (let batch = 0; batch < 10; batch++) {
    await store.append("tea", Array.from({ length: 256 }, () => said("secret")));
  }
  await store.deleteRoom("tea", "bob");
  await until(async () => await postgres.execute(`select count(*) from ${schema}.rooms`) === "0");
  assertEquals((await postgres.dump(schema)).match(/.*secret.*/g), null);
  assertEquals(await store.deletedBy("tea"), "bob");
  await store.close();
});

Deno.test("PostgresStore.search() finds words longer than its index takes, and these only", {
  ignore,
}, async () => {
  const { store } = await openTea();
  const long = "x".repeat(3_000);
  await store.append("tea", [said(`${long}a`), said(`${long}b tea`), said("𐐷".repeat(2_000))]);
  assertEquals(await found(store, `${long}b`), [2]);
  assertEquals(await found(store, `${long}*`), [2, 1]);
  assertEquals(await found(store, `${long}`), []);
  assertEquals(await found(store, `"${long}b tea"`), [2]);
  assertEquals(await found(store, `${"x".repeat(300)}*`, 1), [2]);
  await store.close();
});

Deno.test("PostgresStore.search() finds phrases of words that stand at hundreds of places", {
  ignore,
}, async () => {
  const { store } = await openTea();
  await store.append("tea", [
    said(`${"no ".repeat(1_000)} no tea today`),
    said(`${"no ".repeat(1_000)} coffee, tea`),
    said("no milk"),
  ]);
  assertEquals(await found(store, '"no tea"'), [1]);
  assertEquals(await found(store, '"no tea tod"*'), [1]);
  assertEquals(await found(store, "no"), [3, 2, 1]);
  await store.close();
});

Deno.test("PostgresStore.search() goes on until it has as many as were asked for", {
  ignore,
}, async () => {
  const { store } = await openTea();
  const long = "x".repeat(300);
  const drafts = Array.from({ length: 40 }, (_, index) => said(long + (index < 5 ? "a" : "b")));
  await store.append("tea", drafts);
  assertEquals(await found(store, `${long}a`, 3), [5, 4, 3]);
  await store.close();
});

Deno.test("PostgresStore takes any text", { ignore }, async () => {
  const { store } = await openTea();
  const texts = ["\0", "\uD800", "'\\\"{},#:*", "\u2028", "null", "a\0b \uDFFF c"];
  await store.append("tea", texts.map((text, index) => said(text, { ref: `{"${index},\\` })));
  const { messages } = await store.readMessages("tea", { limit: 9 });
  assertEquals(messages.map(({ text }) => text), texts);
  await store.append("tea", texts.map((text, index) => edit(index + 1, `${text}!`)));
  const { messages: edited } = await store.readMessages("tea", { limit: 9 });
  assertEquals(edited.map(({ text }) => text), texts.map((text) => `${text}!`));
  assertEquals(edited.map(({ ref }) => ref), texts.map((_, index) => `{"${index},\\`));
  assertEquals(await store.findRoom("\0"), undefined);
  await store.close();
});

Deno.test("PostgresStore.append() lets a message answer one of its own batch", {
  ignore,
}, async () => {
  const { store } = await openTea();
  const outcomes = await store.append("tea", [
    said("a"),
    said("b", { replyTo: 1 }),
    said("c", { replyTo: 3 }),
  ]);
  assertEquals(results(outcomes), [1, 2, "not_found"]);
  await store.close();
});

Deno.test("PostgresStore is unavailable where somebody holds a room for too long", {
  ignore,
}, async () => {
  const { store, schema } = await openTea({ statementTimeoutSeconds: 1 });
  const sleeping = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'";
  const holding = postgres.execute(
    `begin; select from ${schema}.rooms for update; select pg_sleep(3); commit`,
  );
  await until(async () => await postgres.execute(sleeping) === "1");
  const error = await assertRejects(() => store.append("tea", [said("a")]), ChatError);
  assertStringIncludes(`${error.cause}`, "it took too long");
  // Who reads waits for nobody.
  assertEquals((await store.readMessages("tea", { limit: 9 })).messages, []);
  await holding;
  assertEquals(results(await store.append("tea", [said("a")])), [1]);
  await store.close();
});

Deno.test("PostgresStore lets others write and read while rooms wait, with few connections", {
  ignore,
}, async () => {
  const { store } = await openTea({ connections: 2 });
  await store.createRoom(roomDraft("milk"));
  const rooms = ["tea", "milk", "tea", "milk"];
  await Promise.all(rooms.map(async (room) => {
    for (let round = 0; round < 50; round++) {
      await store.ready();
      const appended = store.append(room, [said("a"), edit(1, `${round}`)]);
      const read = store.readMessages(room, { limit: 1 });
      await store.markRead(room, new Map([[bob.id, round]]));
      await Promise.all([appended, read]);
    }
  }));
  assertEquals((await store.findRoom("tea"))?.seq, 200);
  await store.close();
});

Deno.test("adopt() goes on where it left, however much a guest wrote", { ignore }, async () => {
  const { store } = await openTea();
  const drafts = Array.from({ length: 600 }, (_, n) => said(`${n}`, { from: bob, ref: `${n}` }));
  await store.append("tea", drafts);
  const becomes = { id: "u-bob", name: "Bob", kind: "user" } as const;
  const rounds = [];
  do rounds.push(await store.accounts.adopt("bob", becomes)); while (rounds.at(-1)!.more);
  assertEquals(rounds.map(({ more }) => more), [true, true, false]);
  const { messages } = await store.readMessages("tea", { limit: 600 });
  assertEquals(new Set(messages.map(({ from }) => from.id)), new Set(["u-bob"]));
  await store.close();
});
