import { assertEquals } from "@std/assert";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import type { Draft, Outcome } from "../../lib/store/store.ts";
import type { RoomEvent } from "../../lib/wire/messages.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { roomDraft } from "../support/room_draft.ts";
import { SeverableProxy } from "../support/severable_proxy.ts";
import { until } from "../support/until.ts";
import {
  ada,
  bob,
  bytesOnly,
  cem,
  deletion,
  edit,
  foldAll,
  news,
  reaction,
  results,
  said,
  uploaded,
} from "./subject.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

/** Stores of servers that share a database, with a room `tea`. */
class Nodes implements AsyncDisposable {
  private constructor(readonly stores: readonly PostgresStore[]) {}

  static async open(count = 3): Promise<Nodes> {
    const url = await postgres.freshUrl();
    const log = new HeardLog().log;
    const stores = await Promise.all(
      Array.from({ length: count }, () => PostgresStore.open({ url, log })),
    );
    await stores[0]!.createRoom(roomDraft("tea"));
    return new Nodes(stores);
  }

  /** Has every store do something at once. */
  each<T>(work: (store: PostgresStore, node: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.stores.map(work));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.each((store) => store.close());
  }
}

/** The events that outcomes say are new. */
function newOf(outcomes: readonly Outcome[]): RoomEvent[] {
  return outcomes.flatMap((outcome) => "event" in outcome && outcome.isNew ? [outcome.event] : []);
}

Deno.test("three stores that append to one room at once have one order, without a gap", {
  ignore,
}, async () => {
  await using nodes = await Nodes.open();
  const heard = await nodes.each(async (store, node) => {
    const events: RoomEvent[] = [];
    for (let batch = 0; batch < 30; batch++) {
      const drafts = Array.from(
        { length: 1 + batch % 4 },
        (_, index) => said(`${node} ${batch} ${index}`, { ref: `${node} ${batch} ${index}` }),
      );
      events.push(...newOf(await store.append("tea", drafts)));
    }
    return events;
  });
  const count = heard.flat().length;
  for (const events of heard) {
    assertEquals(events, events.toSorted((one, other) => one.seq - other.seq));
  }
  const all = heard.flat().toSorted((one, other) => one.seq - other.seq);
  assertEquals(all.map(({ seq }) => seq), Array.from({ length: count }, (_, index) => index + 1));
  for (const logged of await nodes.each((store) => store.readEvents("tea", 0, count))) {
    assertEquals(logged, all);
  }
});

Deno.test("three stores that edit, delete and react at once fold to one room", {
  ignore,
}, async () => {
  await using nodes = await Nodes.open();
  const [first] = nodes.stores;
  await first!.append("tea", Array.from({ length: 6 }, (_, index) => said(`${index}`)));
  await nodes.each(async (store, node) => {
    for (let round = 0; round < 20; round++) {
      const target = 1 + (round + node) % 6;
      const drafts: Draft[] = [
        reaction(target, round % 2 ? "👍" : "🫖", [ada, bob, cem][node], round % 3 > 0),
        edit(target, `edited by ${node} in ${round}`),
        said(`said by ${node} in ${round}`, { replyTo: target }),
      ];
      if (round === 15) drafts.push(deletion(1 + node));
      await store.append("tea", drafts);
    }
  });
  const events = await first!.readEvents("tea", 0, 1_000);
  assertEquals(events!.map(({ seq }) => seq), events!.map((_, index) => index + 1));
  for (
    const { messages } of await nodes.each((store) => store.readMessages("tea", { limit: 200 }))
  ) {
    assertEquals(messages, foldAll(events!));
    assertEquals(messages.filter(({ deleted }) => deleted).length, 3);
  }
  const { results } = await first!.search("tea", { text: "edited", limit: 50 });
  assertEquals(results.map(({ seq }) => seq), [6, 5, 4]);
});

Deno.test("three stores that get the same ref at once keep one event, and give that to all", {
  ignore,
}, async () => {
  await using nodes = await Nodes.open();
  for (let round = 1; round <= 20; round++) {
    const outcomes = await nodes.each((store) =>
      store.append("tea", [said("a", { ref: `${round}` })])
    );
    assertEquals(outcomes.flatMap(results), [round, round, round]);
    assertEquals(outcomes.flatMap(news).filter((isNew) => isNew).length, 1);
  }
});

Deno.test("three stores that make the same room at once make one", { ignore }, async () => {
  await using nodes = await Nodes.open();
  for (let round = 0; round < 10; round++) {
    const made = await nodes.each((store) => store.createRoom(roomDraft(`room-${round}`)));
    assertEquals(made.filter(({ isNew }) => isNew).length, 1);
    assertEquals(new Set(made.map(({ record }) => record.epoch)).size, 1);
    const people = [ada, bob].map(({ id }) => ({ id: `${id} ${round}`, name: id, kind: "user" }));
    const opened = await nodes.each((store, node) =>
      store.openDirect({
        name: `direct-${round}-${node}`,
        people: (node === 1 ? people.toReversed() : people) as [typeof ada, typeof ada],
        at: 1,
      })
    );
    assertEquals(opened.filter((one) => one!.isNew).length, 1);
    assertEquals(new Set(opened.map((one) => one!.record.name)).size, 1);
  }
});

Deno.test("three stores that rename, make and delete rooms at once leave each name to one", {
  ignore,
}, async () => {
  await using nodes = await Nodes.open();
  for (let round = 0; round < 20; round++) {
    const [from, to] = [`from-${round}`, `to-${round}`];
    const [first, second, third] = nodes.stores;
    await first!.createRoom(roomDraft(from));
    const [renamed, made, other] = await Promise.all([
      first!.renameRoom(from, to),
      second!.createRoom(roomDraft(to)),
      third!.createRoom(roomDraft(from)),
    ]);
    // Whoever came first has it; nobody's log is out of reach.
    assertEquals(made.isNew, renamed === undefined);
    assertEquals(other.isNew, false);
    const found = await Promise.all([from, to].map((name) => second!.findRoom(name)));
    assertEquals(found[0]!.epoch === found[1]!.epoch, renamed !== undefined);
    const gone = await nodes.each((store, node) => store.deleteRoom(to, `${node}`));
    assertEquals(gone.filter((isGone) => isGone).length, 1);
    assertEquals(await first!.findRoom(to), undefined);
  }
});

Deno.test("three stores let in by an invite, and take files, as many as may be", {
  ignore,
}, async () => {
  await using nodes = await Nodes.open();
  const [first] = nodes.stores;
  const invite = { id: "i", room: "tea", role: "member", label: "", by: "ada" } as const;
  await first!.memberships.addInvite({ ...invite, at: 1, uses: 0, maxUses: 5 }, "hash");
  const redeemed = await nodes.each((store, node) =>
    Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        store.memberships.redeem("hash", { ...bob, id: `${node} ${index}` }, 2)),
    )
  );
  assertEquals(redeemed.flat().filter((one) => one !== "refused").length, 5);
  const begun = await nodes.each((store) =>
    Promise.all(Array.from({ length: 6 }, () =>
      store.files.begin({
        id: crypto.randomUUID(),
        room: "tea",
        by: "ada",
        name: "x",
        size: 10,
        at: 1,
      }, bytesOnly(70, 1_000))))
  );
  assertEquals(begun.flat().filter((refusal) => refusal === undefined).length, 7);
});

Deno.test("three stores that attach one file at once give it to one message", {
  ignore,
}, async () => {
  await using nodes = await Nodes.open();
  for (let round = 0; round < 10; round++) {
    const { id } = await uploaded(nodes.stores[0]!, "tea");
    const outcomes = await nodes.each((store) =>
      store.append("tea", [said("", { files: [{ id }] })])
    );
    assertEquals(outcomes.flatMap(results).filter((seq) => seq === "not_found").length, 2);
  }
});

Deno.test("a store that was told of a ban, a role or a read mark tells all others", {
  ignore,
}, async () => {
  await using nodes = await Nodes.open(2);
  const [first, second] = nodes.stores;
  await first!.memberships.ban("tea", { person: bob, at: 1, by: "ada" });
  await first!.append("tea", [said("1"), said("2"), said("3")]);
  await first!.markRead("tea", new Map([["ada", 3]]));
  assertEquals((await second!.memberships.listBans("tea")).length, 1);
  assertEquals(await second!.readMarks("tea", ["ada"]), new Map([["ada", 3]]));
});

Deno.test("PostgresStore.append() of messages is one round trip", { ignore }, async () => {
  let asked = 0;
  const url = new URL(await postgres.freshUrl());
  await using proxy = await SeverableProxy.open(`http://${url.host}`, () => asked++);
  url.host = new URL(proxy.origin).host;
  const store = await PostgresStore.open({ url: url.href, log: new HeardLog().log });
  await store.createRoom(roomDraft("tea"));
  // The server does what may wait, and a statement is made known once.
  await until(async () => {
    await store.append("tea", [said("a", { ref: "r" })]);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return asked === before;
  });
  const trips: number[] = [];
  for (let round = 0; round < 20; round++) {
    asked = 0;
    const outcomes = await store.append("tea", [
      said("a", { ref: "r" }),
      said("b", { replyTo: 1 }),
    ]);
    assertEquals(news(outcomes), [false, true]);
    trips.push(asked);
  }
  // One may come in two pieces, or beside a look of the store's own.
  assertEquals(trips.toSorted((a, b) => a - b)[10], 1);
  await store.close();
});
