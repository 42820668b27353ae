import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { roomDraft } from "../support/room_draft.ts";
import { until } from "../support/until.ts";
import { results, said } from "./subject.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

/** A store with a room `tea`, its own clock, and what the operator heard. */
async function openTea() {
  const clock = new FakeClock();
  const { log, lines } = new HeardLog();
  const store = await PostgresStore.open({ url: await postgres.freshUrl(), clock, log });
  await store.createRoom(roomDraft("tea"));
  return { store, clock, lines };
}

/** Ends every connection of servers, as an operator would. */
async function killAll(): Promise<void> {
  await postgres.execute(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley'",
  );
}

/** Tries something until the store can do it. */
async function tried<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      assertEquals((error as ChatError).code, "unavailable");
    }
  }
}

/** A message that may be sent again. */
function named(ref: string): Draft {
  return said(ref, { ref });
}

Deno.test(
  "PostgresStore loses and doubles nothing that is sent again while connections are killed",
  {
    ignore,
  },
  async () => {
    const { store } = await openTea();
    let isOver = false;
    const killing = (async () => {
      while (!isOver) await killAll();
    })();
    const heard = new Set<number>();
    async function send(ref: string): Promise<void> {
      const outcomes = await tried(async () => {
        await store.ready();
        return await store.append("tea", [named(ref)]);
      });
      for (const seq of results(outcomes)) heard.add(seq as number);
    }
    const people = Array.from({ length: 4 }, async (_, person) => {
      for (let number = 0; number < 100; number++) await send(`${person}-${number}`);
    });
    await Promise.all(people);
    isOver = true;
    await killing;
    const events = (await tried(() => store.readEvents("tea", 0, 1_000)))!;
    assertEquals(
      events.map(({ seq }) => seq),
      Array.from({ length: 400 }, (_, index) => index + 1),
    );
    assertEquals(new Set(events.map(({ ref }) => ref)).size, 400);
    assertEquals(heard.size, 400);
    await store.close();
  },
);

Deno.test("PostgresStore reads on a new connection when the one it had was killed", {
  ignore,
}, async () => {
  const { store, lines } = await openTea();
  await store.append("tea", [said("a")]);
  for (let round = 0; round < 5; round++) {
    await killAll();
    assertEquals((await store.findRoom("tea"))?.seq, 1);
  }
  // What it tidies by itself may have been under way.
  assertEquals(lines.filter((line) => line !== "error the database cannot be written"), []);
  await store.close();
});

Deno.test(
  "PostgresStore is unavailable while the database is away, tells of it once, and goes on",
  {
    ignore,
  },
  async () => {
    const { store, clock, lines } = await openTea();
    await store.append("tea", [said("before")]);
    await postgres.stop();
    for (let round = 0; round < 3; round++) {
      await store.ready();
      const error = await assertRejects(() => store.append("tea", [named("r")]), ChatError);
      assertEquals([error.code, error.retryAfterMs], ["unavailable", 1_000]);
      await assertRejects(() => store.readMessages("tea", { limit: 9 }), ChatError);
    }
    // Of each cause: what was under way is ended, what comes later finds nobody.
    assert(lines.length <= 4, lines.join("\n"));
    assertEquals([...new Set(lines)], [
      "error the database cannot be written",
      "error the database cannot be read",
    ]);
    const told = lines.length;
    await postgres.start();
    await store.ready();
    await tried(() => store.append("tea", [named("r")]));
    const { messages } = await store.readMessages("tea", { limit: 9 });
    assertEquals(messages.map(({ text }) => text), ["before", "r"]);
    clock.advance(10_000);
    assertEquals(lines.slice(told).sort(), [
      "info the database can be read again",
      "info the database can be written again",
    ]);
    await store.close();
  },
);

Deno.test("PostgresStore gives up on a database that never answers, and goes on when it does", {
  ignore,
}, async () => {
  const { store, clock } = await openTea();
  await postgres.freeze();
  let code: string | undefined;
  store.append("tea", [said("a")]).catch((error) => code = error.code);
  await until(() => {
    clock.advance(60_000);
    return code !== undefined;
  });
  assertEquals(code, "unavailable");
  postgres.thaw();
  await tried(() => store.append("tea", [named("r")]));
  await store.close();
});

Deno.test("PostgresStore.close() while the database is away comes to an end", {
  ignore,
}, async () => {
  const { store } = await openTea();
  await postgres.stop();
  const appended = store.append("tea", [said("a")]).catch(({ code }) => code);
  await store.close();
  assertEquals(await appended, "unavailable");
  await assertRejects(() => store.findRoom("tea"), ChatError);
  await postgres.start();
});
