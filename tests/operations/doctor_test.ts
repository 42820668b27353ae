import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { OperatorError } from "../../lib/errors.ts";
import { examine } from "../../lib/operations/doctor.ts";
import { schemaVersion } from "../../lib/store/sqlite_schema.ts";
import { ada, bob, deletion, edit, reaction, said, uploaded } from "../store/subject.ts";
import { assertHolds } from "../support/property.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";
import { directDraft, directName, roomDraft } from "../support/room_draft.ts";

/** Messages to which everything happens that can happen. */
const talk = [
  said("first", { ref: "r1" }),
  said("second", { from: bob, replyTo: 1 }),
  edit(1, "first, edited"),
  reaction(1, "👍", bob),
  reaction(2, "🎉"),
  reaction(2, "🎉", ada, false),
  said("to be deleted"),
  edit(7, "still to be deleted"),
  deletion(7),
  said("last"),
];

/** A data folder with two rooms, in one of which there was {@linkcode talk}. */
function open(): Promise<StoredData> {
  return StoredData.of({ tea: talk, milk: [said("alone")] });
}

/** The checks that fail, with what they say. */
function faults({ folder }: { folder: string }): Record<string, string> {
  const findings = [...examine({ folder, progress: hiddenProgress() })];
  return Object.fromEntries(
    // How full the disk of the machine is that runs the tests is not at issue.
    findings.filter(({ check, isWell }) => !isWell && check !== "disk")
      .map((finding) => [finding.check, `${finding}`]),
  );
}

Deno.test("examine() finds nothing wrong with what a store has written, and says what it saw", async () => {
  await using data = await open();
  await data.write(async (store) => void await store.markRead("tea", new Map([["ada", 10]])));
  const findings = [...examine({ folder: data.folder, progress: hiddenProgress() })];
  assertEquals(faults(data), {});
  assertEquals(findings.map(({ check, facts }) => [check, facts]).slice(0, -1), [
    ["database", `${data.path}, version ${schemaVersion}`],
    ["pages", findings[1]!.facts],
    ["log", "11 entries of 2 rooms, without a gap and in order"],
    ["messages", "5, each as its log makes it"],
    ["read marks", "1"],
    ["search index", "it holds 9 words, as the messages do"],
    ["files", "for their owner alone"],
  ]);
  assertMatch(`${findings.at(-1)}`, /^(ok {4}|FAIL {2})disk: .+ of .+ are free/);
});

Deno.test("examine() finds nothing wrong where there is no room", async () => {
  await using data = await StoredData.of({});
  assertEquals(faults(data), {});
});

Deno.test("examine() finds nothing wrong with rooms that forgot what is old", async () => {
  await using data = await open();
  await data.write(async (store) => {
    await store.createRoom(roomDraft("empty"));
    await store.forget("tea", 3_500, 4);
    await store.forget("milk", Number.MAX_SAFE_INTEGER, 99);
  });
  assertEquals(faults(data), {});
});

Deno.test("examine() finds nothing wrong while messages wait for the index, and tells of them", async () => {
  await using data = await open();
  data.tamper("insert into search (search) values ('delete-all'); update rooms set indexed = 0");
  assertEquals(faults(data), {});
  const [index] = [...examine({ folder: data.folder, progress: hiddenProgress() })]
    .filter(({ check }) => check === "search index");
  assertEquals(index!.facts, "it holds 0 words, as the messages do; 11 entries wait for it");
});

Deno.test("examine() finds nothing wrong with whatever a store is given", async () => {
  const person = fc.constantFrom(ada, bob);
  const target = fc.integer({ min: 1, max: 12 });
  const draft = fc.oneof(
    fc.tuple(fc.string({ unit: "binary" }), person).map(([text, from]) => said(text, { from })),
    fc.tuple(target, fc.lorem(), person).map(([seq, text, from]) => edit(seq, text, { from })),
    target.map((seq) => deletion(seq, true)),
    fc.tuple(target, fc.constantFrom("👍", "🎉"), person, fc.boolean())
      .map(([seq, emoji, from, on]) => reaction(seq, emoji, from, on)),
  );
  const drafts = fc.array(draft, { minLength: 1, maxLength: 30 });
  await assertHolds(
    "operations-doctor",
    fc.asyncProperty(drafts, async (drafts) => {
      await using data = await StoredData.of({ tea: drafts });
      assertEquals(faults(data), {});
    }),
    { numRuns: 20 },
  );
});

/** A data folder with a direct room. */
async function openDirect(): Promise<StoredData> {
  const data = await StoredData.of({});
  await data.write(async (store) => {
    await store.openDirect(directDraft());
    const sealed = { type: "message", at: 1_000, from: ada, box: "SEALEDBOX" } as const;
    await store.append(directName, [sealed, { ...sealed, quiet: true }, deletion(2)]);
  });
  return data;
}

Deno.test("examine() finds nothing wrong with what is sealed, of which nothing is searchable", async () => {
  await using data = await openDirect();
  assertEquals(faults(data), {});
  const [index] = [...examine({ folder: data.folder, progress: hiddenProgress() })]
    .filter(({ check }) => check === "search index");
  assertEquals(index!.facts, "it holds 0 words, as the messages do");
});

Deno.test("examine() finds a deleted message whose box is still there", async () => {
  await using data = await openDirect();
  data.tamper("update events set body = json_set(body, '$.box', 'AAAA') where seq = 2");
  assertStringIncludes(faults(data).messages!, "message 2 is deleted, but its text is still there");
});

/** A data folder with messages of files: 1 has two, 2 one with a smaller picture, 3 none any more. */
async function openWithFiles(): Promise<StoredData> {
  const data = await StoredData.of({ tea: [] });
  await data.write(async (store) => {
    for (const id of ["a", "b", "c", "d", "small", "loose"]) {
      const thumbnail = id === "c" ? "small" : undefined;
      await uploaded(store, "tea", { id, thumbnail, width: 4, height: 3 });
    }
    await store.append("tea", [
      said("", { files: [{ id: "b", alt: "A pot" }, { id: "a" }] }),
      said("two", { files: [{ id: "c" }] }),
      said("three", { files: [{ id: "d" }] }),
      edit(2, "two, edited"),
      deletion(3),
      said("last"),
    ]);
  });
  return data;
}

Deno.test("examine() finds nothing wrong with messages of files, and counts these", async () => {
  await using data = await openWithFiles();
  assertEquals(faults(data), {});
  const messages = [...examine({ folder: data.folder, progress: hiddenProgress() })]
    .find(({ check }) => check === "messages")!;
  assertEquals(messages.facts, "4, each as its log makes it; 3 files, each with its message");
});

Deno.test("examine() finds nothing wrong with files of a room that forgot or was deleted", async () => {
  await using data = await openWithFiles();
  await data.write(async (store) => void await store.forget("tea", Number.MAX_SAFE_INTEGER, 1));
  assertEquals(faults(data), {});
  await data.write(async (store) => void await store.deleteRoom("tea", "ada"));
  assertEquals(faults(data), {});
});

for (
  const [what, sql, fault] of [
    [
      "a message whose file is missing",
      "delete from files where id = 'a'",
      "message 1 names a file that is not here, or not its own",
    ],
    [
      "a message whose file is another's",
      "update files set seq = 6, place = 0 where id = 'a'",
      "message 1 names a file that is not here, or not its own",
    ],
    [
      "a message whose file is loose",
      "update files set seq = null, place = null where id = 'a'",
      "message 1 names a file that is not here, or not its own",
    ],
    [
      "a message whose smaller picture is missing",
      "delete from files where id = 'small'",
      "message 2 names a file that is not here, or not its own",
    ],
    [
      "an edited message whose file is missing",
      "delete from files where id = 'c'",
      "message 2 names a file that is not here, or not its own",
    ],
    [
      "a file that its message does not name",
      "update files set seq = 6, place = 0 where id = 'loose'",
      "message 6 has a file that it does not name",
    ],
    [
      "a file of a deleted message",
      "update files set seq = 3, place = 0 where id = 'loose'",
      "message 3 has a file that it does not name",
    ],
    [
      "a file of what is no message",
      "update files set seq = 4, place = 0 where id = 'loose'",
      "there are files of 4, which is no message",
    ],
    [
      "a file of a message beyond the end",
      "update files set seq = 99, place = 0 where id = 'loose'",
      "there are files of 99, which is no message",
    ],
    [
      "a file of a message before the beginning",
      "update files set seq = 0, place = 0 where id = 'loose'",
      "there are files of 0, which is no message",
    ],
    [
      "files in another order",
      "update files set place = 1 - place where seq = 1",
      "message 1 says something else of its files than is known of them",
    ],
    [
      "a file of another size than its message says",
      "update files set size = 4 where id = 'a'",
      "message 1 says something else of its files than is known of them",
    ],
  ] as const
) {
  Deno.test(`examine() finds ${what}`, async () => {
    await using data = await openWithFiles();
    data.tamper(sql);
    const found = faults(data);
    assertEquals(Object.keys(found), ["messages"]);
    assertStringIncludes(found.messages!, `room "tea": ${fault}`);
  });
}

Deno.test("examine() finds files of a room that is not there", async () => {
  await using data = await openWithFiles();
  data.tamper("update files set room = 9 where id = 'loose'");
  assertStringIncludes(faults(data).messages!, "there are files of a room 9, which is not there");
});

for (
  const [what, sql, check, fault] of [
    [
      "an entry that is missing",
      "delete from events where seq = 5",
      "log",
      'room "tea": entry 5 is missing',
    ],
    [
      "entries that are missing at the end",
      "delete from events where room = 1 and seq > 8",
      "log",
      'room "tea": entries 9 to 10 are missing',
    ],
    [
      "entries beyond the newest",
      "update rooms set seq = 9, indexed = 9 where id = 1",
      "log",
      'room "tea": it holds numbers outside of 1 to 9',
    ],
    [
      "entries before the oldest",
      "update rooms set first = 3 where id = 1",
      "log",
      'room "tea": it holds numbers outside of 3 to 10',
    ],
    [
      "a time that goes back",
      "update events set body = json_set(body, '$.at', 5) where seq = 10",
      "log",
      'room "tea": entry 10 is older than the one before it',
    ],
    [
      "a newest time that is none",
      "update rooms set at = 1 where id = 1",
      "log",
      'room "tea": the newest entry is of 1970-01-01T00:00:04.000Z, not of 1970-01-01T00:00:00.001Z',
    ],
    [
      "an entry that cannot be read",
      "update events set body = 'no JSON' where seq = 4",
      "log",
      'room "tea": entry 4 cannot be read',
    ],
    [
      "an entry that is filed under another sender",
      "update events set sender = 'eve' where seq = 2",
      "log",
      'room "tea": entry 2 is filed under what it does not say',
    ],
    [
      "an entry that is filed under another ref",
      "update events set ref = 'r2' where seq = 1 and room = 1",
      "log",
      'room "tea": entry 1 is filed under what it does not say',
    ],
    [
      "an entry about a later one",
      "update events set target = 10, body = json_set(body, '$.target', 10) where seq = 5",
      "log",
      'room "tea": entry 5 is about a later one',
    ],
    [
      "entries of a room that is not there",
      "delete from rooms where name = 'milk'",
      "log",
      "there are entries of a room 2, which is not there",
    ],
    [
      "a room that is searchable beyond its end",
      "update rooms set indexed = 99 where id = 1",
      "log",
      'room "tea": it counts as searchable up to 99',
    ],
    [
      "a message that is folded wrong",
      "update events set folded = json_set(folded, '$.text', 'forged') where folded is not null",
      "messages",
      'room "tea": message 1 is not what its log makes of it',
    ],
    [
      "a message that is not folded",
      "update events set folded = null where seq = 1",
      "messages",
      'room "tea": message 1 is not what its log makes of it',
    ],
    [
      "a fold without a cause",
      "update events set folded = json_set(body, '$.text', 'forged') where seq = 10",
      "messages",
      'room "tea": message 10 is not what its log makes of it',
    ],
    [
      "an entry about what is no message",
      "update events set target = 3, body = json_set(body, '$.target', 3) where seq = 5",
      "messages",
      'room "tea": there are entries about 3, which is no message',
    ],
    [
      "a deleted text that is still in the message",
      "update events set body = json_set(body, '$.text', 'secret') where seq = 7",
      "messages",
      'room "tea": message 7 is deleted, but its text is still there',
    ],
    [
      "a deleted text that is still in an edit",
      "update events set body = json_set(body, '$.text', 'secret') where seq = 8",
      "messages",
      'room "tea": message 7 is deleted, but its text is still there',
    ],
    [
      "a text that went without being deleted",
      "update events set body = json_set(json_remove(body, '$.text'), '$.deleted', json('true')) " +
      "where seq = 10",
      "messages",
      'room "tea": message 10 lacks its text, and nobody deleted it',
    ],
    [
      "a read mark beyond the end",
      "insert into read_marks values (1, 'eve', 11)",
      "read marks",
      'eve has read up to 11 in room "tea", which has no such entry',
    ],
    [
      "a read mark in no room",
      "insert into read_marks values (9, 'eve', 1)",
      "read marks",
      "eve has read up to 1 in a room that is not there, which has no such entry",
    ],
    [
      "an index that lacks a message",
      "insert into search (search, rowid, text, author) " +
      "values ('delete', (1 << 40) | 10, 'last', 'ada')",
      "search index",
      "it holds 7 words, the messages 9, not all the same",
    ],
    [
      "an index with a message too much",
      "insert into search (rowid, text, author) values ((1 << 40) | 11, 'too much', 'ada')",
      "search index",
      "it holds 12 words, the messages 9, not all the same",
    ],
    [
      "an index with as many words, but another",
      "insert into search (search, rowid, text, author) " +
      "values ('delete', (1 << 40) | 10, 'last', 'ada'); " +
      "insert into search (rowid, text, author) values ((1 << 40) | 10, 'lost', 'ada')",
      "search index",
      "it holds 9 words, the messages 9, not all the same",
    ],
  ] as const
) {
  Deno.test(`examine() finds ${what}`, async () => {
    await using data = await open();
    data.tamper(sql);
    const found = faults(data);
    assertStringIncludes(found[check] ?? JSON.stringify(found), `FAIL  ${check}: `);
    assertStringIncludes(found[check]!, fault);
  });
}

Deno.test("examine() finds one fault in one place: a wrong fold is no fault of log or index", async () => {
  await using data = await open();
  data.tamper(
    "update events set folded = json_set(folded, '$.edited', 1) where seq = 1 and room = 1",
  );
  assertEquals(Object.keys(faults(data)), ["messages"]);
});

Deno.test("examine() tells of the first faults and counts the others", async () => {
  await using data = await open();
  data.tamper("update events set sender = 'eve'");
  const lines = faults(data).log!.split("\n");
  assertEquals(lines.length, 7);
  assertMatch(lines[5]!, /^ {6}and 6 more$/);
  assertMatch(lines[6]!, /^ {6}-> /);
});

Deno.test("examine() finds pages that are damaged, and goes on", async () => {
  await using data = await StoredData.of({
    tea: Array.from({ length: 2_000 }, (_, n) => said(`message ${n} ${"x".repeat(100)}`)),
  });
  {
    using file = await Deno.open(data.path, { write: true });
    // Behind the roots of all tables, among the messages.
    await file.seek(100 * 4096, Deno.SeekMode.Start);
    await file.write(new Uint8Array(4096 * 20).fill(0x55));
  }
  const found = faults(data);
  assertStringIncludes(found.pages!, "put a backup in its place");
  assertEquals("files" in found, false);
});

Deno.test("examine() of what is no database says so", async () => {
  await using data = new StoredData();
  await Deno.writeTextFile(data.path, "no database, whatever its name says".repeat(99), {
    mode: 0o600,
  });
  assertStringIncludes(faults(data).database!, "the file is not a database");
});

Deno.test("examine() finds files that others may read", async () => {
  await using data = await open();
  await Deno.chmod(data.path, 0o640);
  await Deno.writeTextFile(join(data.folder, "guests.key"), "", { mode: 0o604 });
  const { files } = faults(data);
  assertStringIncludes(files!, "others than its owner may use parley.db (mode 640)");
  assertStringIncludes(files!, "others than its owner may use guests.key (mode 604)");
});

Deno.test("examine() refuses a folder without a database, and makes none", async () => {
  await using data = new StoredData();
  assertThrows(() => faults(data), OperatorError, "name the data folder with --data");
  assertEquals([...Deno.readDirSync(data.folder)], []);
});

Deno.test("examine() refuses a database of another version", async () => {
  await using data = await open();
  data.tamper(`pragma user_version = ${schemaVersion + 1}`);
  assertThrows(() => faults(data), OperatorError, "use the newer program");
});

Deno.test("examine() sees one moment, whatever is written meanwhile", async () => {
  await using data = await open();
  const findings = examine({ folder: data.folder, progress: hiddenProgress() });
  findings.next();
  await data.write(async (store) => void await store.append("tea", [said("late"), deletion(10)]));
  const log = [...findings].find(({ check }) => check === "log")!;
  assertEquals(log.facts, "11 entries of 2 rooms, without a gap and in order");
});

Deno.test("examine() changes nothing, not even beside the database", async () => {
  await using data = await open();
  const before = await Deno.readFile(data.path);
  faults(data);
  assertEquals(await Deno.readFile(data.path), before);
  using database = new DatabaseSync(data.path);
  database.exec("begin exclusive; rollback");
});
