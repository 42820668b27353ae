import { assert, assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { ChatError, OperatorError } from "../../lib/errors.ts";
import { migrations, schemaVersion } from "../../lib/store/sqlite_schema.ts";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { until } from "../support/until.ts";
import { storeContract } from "./contract.ts";
import { directContract } from "./direct_contract.ts";
import { searchContract } from "./search_contract.ts";
import { ada, bytesOnly, said, Subject, uploaded } from "./subject.ts";
import { filesContract } from "./files_contract.ts";
import { accountsContract } from "./accounts_contract.ts";
import { deviceList, keysContract } from "./keys_contract.ts";
import { membershipsContract } from "./memberships_contract.ts";
import { subscription, subscriptionsContract } from "./subscriptions_contract.ts";
import { webhooksContract } from "./webhooks_contract.ts";
import { directDraft, directName, roomDraft } from "../support/room_draft.ts";

const silent = new HeardLog().log;

const folders: string[] = [];

Deno.test.afterAll(() => {
  for (const folder of folders) Deno.removeSync(folder, { recursive: true });
});

/** Where a database can be, in a folder of its own that goes when all tests are over. */
function path(): string {
  const folder = Deno.makeTempDirSync({ prefix: "parley-test-" });
  folders.push(folder);
  return join(folder, "parley.db");
}

function open(): Promise<SqliteStore> {
  return SqliteStore.open({ path: path(), durability: "normal", log: silent });
}

storeContract("SqliteStore", open);
searchContract("SqliteStore", open);
subscriptionsContract("SqliteStore", open);
accountsContract("SqliteStore", open);
membershipsContract("SqliteStore", open);
webhooksContract("SqliteStore", open);
filesContract("SqliteStore", open);
keysContract("SqliteStore", open);
directContract("SqliteStore", open);

Deno.test("SqliteStore.open() refuses a database of a newer program and leaves it alone", async () => {
  const file = path();
  const newer = new DatabaseSync(file);
  newer.exec(`pragma user_version = ${schemaVersion + 1}`);
  newer.close();
  const open = () => SqliteStore.open({ path: file, durability: "full", log: silent });
  await assertRejects(open, OperatorError, "use the newer program");
  const after = new DatabaseSync(file);
  assertEquals(after.prepare("select count(*) as n from sqlite_schema").get()!.n, 0);
  after.close();
});

Deno.test("SqliteStore keeps what was appended for whoever opens it next", async () => {
  const file = path();
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  const first = await SqliteStore.open({ path: file, durability: "full", log: silent });
  const { record: { epoch } } = await first.createRoom(roomDraft("tea"));
  await first.append("tea", [{ type: "message", at: 1, from, text: "kept", ref: "r" }]);
  await first.close();
  const second = await SqliteStore.open({ path: file, durability: "full", log: silent });
  const room = { name: "tea", epoch, seq: 1, visibility: "public", isArchived: false } as const;
  assertEquals(await second.findRoom("tea"), room);
  const [outcome] = await second.append("tea", [{
    type: "message",
    at: 2,
    from,
    text: "x",
    ref: "r",
  }]);
  assertEquals(outcome, {
    event: { type: "message", at: 1, from, text: "kept", ref: "r", seq: 1 },
    isNew: false,
  });
  await second.close();
});

Deno.test("SqliteStore keeps keys and boxes for whoever opens it next", async () => {
  const options = { path: path(), durability: "full", log: silent } as const;
  const first = await SqliteStore.open(options);
  const list = deviceList(1, ["d1"]);
  await first.keys.putList("ada", list, 0);
  await first.keys.addPackages("ada", "d1", ["p1", "p2"], "last");
  await first.keys.takePackages("ada", ["d1"]);
  await first.keys.putMail("ada", "box", "hello", 1_000);
  await first.keys.putArchive("ada", "header");
  await first.keys.addEntries("ada", "tea", [{ number: 1, box: "AAAA" }], {
    chars: 100,
    entries: 9,
  });
  await first.close();
  const second = await SqliteStore.open(options);
  const { keys } = second;
  assertEquals(await keys.findList("ada"), list);
  assertEquals(await keys.stock("ada", "d1"), { count: 1, hasLastResort: true });
  assertEquals(await keys.takePackages("ada", ["d1"]), [{ device: "d1", package: "p2" }]);
  assertEquals(await keys.findMail("ada", "box", 1_000), "hello");
  assertEquals(await keys.findArchive("ada"), { header: "header", entries: 1 });
  assertEquals(await keys.readEntries("ada", "tea", 0, 10), [{ number: 1, box: "AAAA" }]);
  await second.close();
});

Deno.test("SqliteStore.open() refuses a database that is open already", async () => {
  const options = { path: path(), durability: "full", log: silent } as const;
  const first = await SqliteStore.open(options);
  await assertRejects(() => SqliteStore.open(options), OperatorError, "another server uses it");
  await first.close();
  await (await SqliteStore.open(options)).close();
});

Deno.test("SqliteStore.open() of what is no database says so", async () => {
  const file = path();
  await Deno.writeTextFile(file, "this is no database, whatever its name says".repeat(100));
  const open = () => SqliteStore.open({ path: file, durability: "full", log: silent });
  await assertRejects(open, OperatorError, "file is not a database");
});

Deno.test("SqliteStore has nothing left of a deleted text in its files", async () => {
  const file = path();
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  const store = await SqliteStore.open({ path: file, durability: "full", log: silent });
  await store.createRoom(roomDraft("tea"));
  await store.append("tea", [{ type: "message", at: 1, from, text: "first-secret" }]);
  await store.append("tea", [{ type: "edited", at: 2, from, target: 1, text: "second-secret" }]);
  await store.append("tea", [{ type: "deleted", at: 3, from, target: 1, others: false }]);
  await store.close();
  for (const { name } of Deno.readDirSync(dirname(file))) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(join(dirname(file), name)));
    assertEquals(
      [text.includes("first-secret"), text.includes("second-secret")],
      [false, false],
      name,
    );
  }
});

/** A database as version 1 of the schema had it, with a room of three events and a read mark. */
function makeVersion1(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(`
    create table rooms (id integer primary key, name text not null unique, epoch text not null,
      seq integer not null default 0, owner text not null, topic text) strict;
    create table events (room integer not null references rooms (id), seq integer not null,
      sender text not null, ref text, target integer, body text not null, primary key (room, seq)
    ) strict, without rowid;
    create unique index events_by_ref on events (room, sender, ref) where ref is not null;
    create index events_by_target on events (room, target) where target is not null;
    create table messages (room integer not null references rooms (id), seq integer not null,
      body text not null, primary key (room, seq)) strict, without rowid;
    create table read_marks (room integer not null references rooms (id), person text not null,
      seq integer not null, primary key (room, person)) strict, without rowid;
    pragma user_version = 1;
    insert into rooms values (1, 'tea', 'e', 3, 'ada', null);
    insert into read_marks values (1, 'bob', 1);
  `);
  const from = { id: "ada", name: "Ada", kind: "guest" };
  const first = { type: "message", at: 1, from, ref: "r", text: "green tea", seq: 1 };
  const second = { type: "message", at: 2, from, text: "milk", seq: 2 };
  const edited = { type: "edited", at: 3, from, target: 1, text: "black tea", seq: 3 };
  const event = database.prepare("insert into events values (1, ?, 'ada', ?, ?, ?)");
  event.run(1, "r", null, JSON.stringify(first));
  event.run(2, null, null, JSON.stringify(second));
  event.run(3, null, 1, JSON.stringify(edited));
  const message = database.prepare("insert into messages values (1, ?, ?)");
  message.run(1, JSON.stringify({ ...first, text: "black tea", edited: 3 }));
  message.run(2, JSON.stringify(second));
  database.close();
}

Deno.test("SqliteStore.open() takes everything over from a database of version 1", async () => {
  const file = path();
  makeVersion1(file);
  const store = await SqliteStore.open({ path: file, durability: "full", log: silent });
  const { messages } = await store.readMessages("tea", { limit: 9 });
  assertEquals(messages.map(({ text, edited }) => [text, edited]), [
    ["black tea", 3],
    ["milk", undefined],
  ]);
  const events = await store.readEvents("tea", 0, 9);
  assertEquals(events?.map(({ seq, type }) => [seq, type]), [
    [1, "message"],
    [2, "message"],
    [3, "edited"],
  ]);
  const { results } = await store.search("tea", { text: "tea", limit: 9 });
  assertEquals(results.map(({ snippet }) => snippet), ["black tea"]);
  assertEquals(await store.unread("bob", ["tea"]), [{ room: "tea", read: 1, count: 1 }]);
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  const again = { type: "message", at: 0, from, text: "x", ref: "r" } as const;
  const [repeated, next] = await store.append("tea", [again, { ...again, ref: "r2" }]);
  assertEquals(repeated, {
    event: { type: "message", at: 1, from, ref: "r", text: "green tea", seq: 1 },
    isNew: false,
  });
  assertEquals(next, { event: { ...again, at: 3, ref: "r2", seq: 4 }, isNew: true });
  await store.close();
});

Deno.test("SqliteStore.open() keeps what a database of version 2 holds, and takes subscriptions", async () => {
  const file = path();
  makeVersion1(file);
  const database = new DatabaseSync(file);
  database.exec(migrations[1]!);
  database.exec("pragma user_version = 2");
  database.close();
  const store = await SqliteStore.open({ path: file, durability: "full", log: silent });
  const { messages } = await store.readMessages("tea", { limit: 9 });
  assertEquals(messages.map(({ text }) => text), ["black tea", "milk"]);
  assertEquals(await store.unread("bob", ["tea"]), [{ room: "tea", read: 1, count: 1 }]);
  const bob = { id: "bob", name: "Bob", kind: "guest" } as const;
  assertEquals(await store.subscriptions.listeners("tea"), []);
  assertEquals(await store.subscriptions.add(bob, subscription("b")), true);
  assertEquals(await store.subscriptions.listeners("tea"), [{ person: bob, level: "mentions" }]);
  await store.close();
});

Deno.test("SqliteStore.open() keeps what a database of version 5 holds, and takes files", async () => {
  const file = path();
  makeVersion1(file);
  const database = new DatabaseSync(file);
  for (const migration of migrations.slice(1, 5)) database.exec(migration);
  database.exec(`
    insert into rooms (name, epoch) values (':2', 'left of a deleted room');
    pragma user_version = 5;
  `);
  database.close();
  const store = await SqliteStore.open({ path: file, durability: "full", log: silent });
  const { messages } = await store.readMessages("tea", { limit: 9 });
  assertEquals(messages.map(({ text }) => text), ["black tea", "milk"]);
  assertEquals(await store.unread("bob", ["tea"]), [{ room: "tea", read: 1, count: 1 }]);
  assertEquals(await store.files.list("tea", { limit: 9 }), { files: [] });
  const { id } = await uploaded(store, "tea");
  await store.append("tea", [said("", { files: [{ id }] })]);
  assertEquals((await store.files.list("tea", { limit: 9 })).files.map(({ seq }) => seq), [4]);
  await store.close();
});

Deno.test("SqliteStore keeps files, uploads and blobs to be removed for whoever opens it next", async () => {
  const file = path();
  const first = await SqliteStore.open({ path: file, durability: "full", log: silent });
  await first.createRoom(roomDraft("tea"));
  const upload = { id: "u", room: "tea", by: "ada", name: "a", size: 9, at: 1 };
  await first.files.begin(upload, bytesOnly(9, 9));
  const [kept, dropped] = [await uploaded(first, "tea"), await uploaded(first, "tea")];
  await first.append("tea", [said("", { files: [{ id: kept.id }] })]);
  await first.files.abandon(dropped.id);
  await first.close();
  const second = await SqliteStore.open({ path: file, durability: "full", log: silent });
  assertEquals(await second.files.findUpload("u"), upload);
  assertEquals(await second.files.find(kept.id), { ...kept, seq: 1 });
  assertEquals(await second.files.unneeded(9), [dropped.hash]);
  await second.close();
});

Deno.test("SqliteStore goes on to remove the files of a deleted room when it is opened next", async () => {
  const file = path();
  const first = await SqliteStore.open({ path: file, durability: "full", log: silent });
  await first.createRoom(roomDraft("tea"));
  const { id, hash } = await uploaded(first, "tea");
  await first.append("tea", [said("", { files: [{ id }] }), ...Array(300).fill(said("x"))]);
  await first.deleteRoom("tea", "ada");
  await first.close();
  const second = await SqliteStore.open({ path: file, durability: "full", log: silent });
  await until(async () => (await second.files.unneeded(9))[0] === hash);
  assertEquals([await second.files.find(id), await second.files.needs(hash)], [undefined, false]);
  await second.close();
});

Deno.test("SqliteStore keeps subscriptions and levels for whoever opens it next", async () => {
  const file = path();
  const ada = { id: "ada", name: "Ada", kind: "guest" } as const;
  const first = await SqliteStore.open({ path: file, durability: "full", log: silent });
  await first.createRoom(roomDraft("tea"));
  await first.subscriptions.add(ada, subscription("a"));
  await first.subscriptions.setLevel("tea", "ada", "all");
  await first.close();
  const second = await SqliteStore.open({ path: file, durability: "full", log: silent });
  assertEquals(await second.subscriptions.find(["ada"]), [{ ...subscription("a"), person: "ada" }]);
  assertEquals(await second.subscriptions.listeners("tea"), [{ person: ada, level: "all" }]);
  await second.close();
});

Deno.test("SqliteStore keeps no more subscriptions than there may be, but takes one for one", async () => {
  const file = path();
  await (await SqliteStore.open({ path: file, durability: "full", log: silent })).close();
  const database = new DatabaseSync(file);
  database.prepare(`
    insert into subscriptions (endpoint, p256dh, auth, person, name, kind)
    with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n + 1 < ?)
    select 'https://push.example/' || n, 'k', 's', n / 10, 'Ada', 'guest' from numbers
  `).run(keptLimits.subscriptions);
  database.close();
  const store = await SqliteStore.open({ path: file, durability: "full", log: silent });
  const add = (id: string, name: string) =>
    store.subscriptions.add({ id, name: "Ada", kind: "guest" }, subscription(name));
  assertEquals(await add("new", "more"), false);
  assertEquals(await add("new", "0"), true);
  assertEquals(await add("1", "more"), true);
  assertEquals(await add("newer", "yet more"), false);
  await store.close();
});

/** Whether `text` stands in any file of the folder. */
function isOnDisk(folder: string, text: string): boolean {
  return [...Deno.readDirSync(folder)].some(({ name }) =>
    new TextDecoder("latin1").decode(Deno.readFileSync(join(folder, name))).includes(text)
  );
}

Deno.test("SqliteStore has nothing left of what was deleted in its files, while it runs", async () => {
  const file = path();
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  const store = await SqliteStore.open({ path: file, durability: "full", log: silent });
  await store.createRoom(roomDraft("tea"));
  const said = (text: string) => ({ type: "message", at: 1, from, text }) as const;
  await store.append("tea", [said("firstsecret"), said("secondsecret"), said("thirdsecret")]);
  await store.append("tea", [{ type: "edited", at: 2, from, target: 1, text: "editedsecret" }]);
  // Everything is in the index now as well.
  assertEquals((await store.search("tea", { text: "secondsecret", limit: 9 })).results.length, 1);
  assertEquals(isOnDisk(dirname(file), "editedsecret"), true);
  await store.append("tea", [{ type: "deleted", at: 9, from, target: 1, others: false }]);
  await store.append("tea", [{ type: "edited", at: 9, from, target: 2, text: "open" }]);
  await store.append("tea", [{ type: "deleted", at: 9, from, target: 2, others: false }]);
  await store.append("tea", [said("stays")]);
  await store.forget("tea", 9, 3);
  const secrets = ["firstsecret", "editedsecret", "secondsecret", "thirdsecret"];
  // Comes of itself in the next lull.
  await until(() => !secrets.some((secret) => isOnDisk(dirname(file), secret)));
  assertEquals((await store.readMessages("tea", { limit: 9 })).messages.length, 1);
  await store.close();
});

Deno.test("SqliteStore has nothing left of a deleted box in its files, while it runs", async () => {
  const file = path();
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  const store = await SqliteStore.open({ path: file, durability: "full", log: silent });
  await store.openDirect(directDraft());
  const box = "SECRETBOX".repeat(1_000);
  await store.append(directName, [{ type: "message", at: 1, from, box }]);
  assertEquals(isOnDisk(dirname(file), "SECRETBOX"), true);
  await store.append(directName, [{ type: "deleted", at: 9, from, target: 1, others: false }]);
  await until(() => !isOnDisk(dirname(file), "SECRETBOX"));
  await store.close();
});

Deno.test("SqliteStore reads on while another program has locked the database, and says so once", async () => {
  const file = path();
  const heard = new HeardLog();
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  const said = (text: string) => ({ type: "message", at: 1, from, text }) as const;
  const store = await SqliteStore.open({ path: file, durability: "full", log: heard.log });
  await store.createRoom(roomDraft("tea"));
  await store.append("tea", [said("before")]);
  const other = new DatabaseSync(file);
  other.exec("begin immediate");
  const attempts = [store.append("tea", [said("lost")]), store.append("tea", [said("lost too")])];
  const reading = store.readMessages("tea", { limit: 9 });
  for (const attempt of attempts) await assertRejects(() => attempt, ChatError, "Cannot store");
  assertEquals((await reading).messages.map(({ text }) => text), ["before"]);
  other.exec("rollback");
  other.close();
  const [outcome] = await store.append("tea", [said("after")]);
  assertEquals("event" in outcome! && outcome.event.seq, 2);
  await store.close();
  assertEquals(heard.lines, [
    "error the database cannot be used",
    "info the database is well again",
  ]);
});

Deno.test("SqliteStore takes what was deleted out of its files while it is never idle", async () => {
  const file = path();
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  const store = await SqliteStore.open({ path: file, durability: "normal", log: silent });
  await store.createRoom(roomDraft("tea"));
  await store.append("tea", [{ type: "message", at: 1, from, text: "firstsecret" }]);
  await store.append("tea", [{ type: "deleted", at: 1, from, target: 1, others: false }]);
  let isOver = false;
  async function keepBusy(): Promise<void> {
    // Only reads: what is written would in time take the place of what was deleted.
    while (!isOver) await store.findRoom("tea");
  }
  const busy = [keepBusy(), keepBusy(), keepBusy()];
  await until(() => !isOnDisk(dirname(file), "firstsecret"));
  isOver = true;
  await Promise.all(busy);
  await store.close();
});

Deno.test("SqliteStore answers hundreds who read long pages at once", async () => {
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  await using store = new Subject(await open(), "tea");
  await store.store.createRoom(roomDraft("tea"));
  // A page is 1.6 MB, and all of them are more than one string can hold.
  const draft = { type: "message", at: 1, from, text: "x".repeat(8_000) } as const;
  await store.append(...Array<Draft>(200).fill(draft));
  const counts = await Promise.all(Array.from({ length: 340 }, async () => {
    return (await store.messages({ limit: 200 })).length;
  }));
  assertEquals(new Set(counts), new Set([200]));
});

Deno.test("SqliteStore whose answer is beyond what a string can hold fails, and lives on", async () => {
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  await using store = new Subject(await open(), "tea");
  await store.store.createRoom(roomDraft("tea"));
  // Each of these characters is six in JSON.
  await store.append({ type: "message", at: 1, from, text: "\x01".repeat(400_000) });
  const readings = await Promise.allSettled(
    Array.from({ length: 256 }, () => store.messages({ limit: 1 })),
  );
  const [reading] = readings;
  assert(reading?.status === "rejected" && reading.reason instanceof ChatError);
  assertEquals([reading.reason.code, reading.reason.retryAfterMs], ["unavailable", 1_000]);
  assertEquals((await store.messages({ limit: 1 })).length, 1);
});

Deno.test("SqliteStore says that the database is well only once a message was kept", async () => {
  const file = path();
  const heard = new HeardLog();
  const store = await SqliteStore.open({ path: file, durability: "full", log: heard.log });
  await store.createRoom(roomDraft("tea"));
  await store.append("tea", [said("kept")]);
  const other = new DatabaseSync(file);
  other.exec("begin immediate");
  await assertRejects(() => store.append("tea", [said("lost")]), ChatError, "Cannot store");
  other.exec("rollback");
  other.close();
  // The first of these is written, and taken back because of the second.
  const nobody = { ...ada, id: null as unknown as string };
  const drafts = [said("lost"), said("bad", { from: nobody })];
  await assertRejects(() => store.append("tea", drafts), ChatError, "Cannot store");
  // Less than a message may fit where a message does not.
  await store.createRoom(roomDraft("milk"));
  await store.markRead("tea", new Map([["ada", 1]]));
  await store.close();
  const trouble = "error the database cannot be used";
  assertEquals(heard.lines, [trouble, trouble]);
});

Deno.test("SqliteStore says once why it cannot tidy, where nothing else would fail of it", async () => {
  const file = path();
  const heard = new HeardLog();
  const clock = new FakeClock();
  const options = { path: file, durability: "full", clock, log: heard.log } as const;
  const store = await SqliteStore.open(options);
  await store.createRoom(roomDraft("tea"));
  const other = new DatabaseSync(file);
  other.exec("create trigger t before delete on rooms begin select raise(abort, 'stuck'); end");
  other.close();
  await store.deleteRoom("tea", "ada");
  for (let lull = 0; lull < 8; lull++) {
    await until(() => clock.pending > 0);
    clock.advance(250);
  }
  await store.close();
  assertEquals(heard.lines, ["error cannot tidy the database"]);
});

Deno.test("SqliteStore.search() comes to an end while others write more than it can follow", async () => {
  await using store = new Subject(await open(), "tea");
  await store.store.createRoom(roomDraft("tea"));
  const batch = Array.from({ length: 400 }, () => said("some words"));
  await store.append(said("the first"), ...batch, ...batch);
  let isOver = false;
  const searching = store.store.search("tea", { text: "first", limit: 9 })
    .finally(() => isOver = true);
  let batches = 0;
  for (; batches < 100 && !isOver; batches++) await store.append(...batch);
  assertEquals((await searching).results.map(({ seq }) => seq), [1]);
  assert(batches < 100, "the search ended only when the writing did");
});

Deno.test("SqliteStore.search() comes to an end when its room is deleted meanwhile, and made anew", async () => {
  await using store = new Subject(await open(), "tea");
  await store.store.createRoom(roomDraft("tea"));
  await store.append(...Array.from({ length: 2_000 }, () => said("some words")));
  const searches = Array.from(
    { length: 50 },
    () => store.store.search("tea", { text: "words", limit: 1 }),
  );
  await store.store.deleteRoom("tea", "ada");
  await store.store.createRoom(roomDraft("tea"));
  await Promise.all(searches);
});

Deno.test("SqliteStore lets others get their turn while many search a room that is not indexed", async () => {
  await using store = new Subject(await open(), "tea");
  await store.store.createRoom(roomDraft("tea"));
  // Twenty steps of the index.
  await store.append(...Array.from({ length: 4_000 }, () => said("some words")));
  let isOver = false;
  const searches = Array.from(
    { length: 50 },
    () => store.store.search("tea", { text: "words", limit: 1 }),
  );
  const searching = Promise.all(searches).then(() => isOver = true);
  let turns = 0;
  for (; !isOver; turns++) await store.store.findRoom("tea");
  await searching;
  assert(turns >= 15, `${turns} turns`);
});
