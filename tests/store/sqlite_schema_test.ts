import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { migrate, migrations } from "../../lib/store/sqlite_schema.ts";

for (
  const [what, sql] of [
    ["former names of a room", "delete from aliases where room = 1"],
    ["bans of a person", "select room from bans where person = 'ada'"],
    ["bytes of all blobs", "select max(size) from files group by hash"],
    ["whether a blob is needed", "select 1 from files where hash = 'h'"],
  ] as const
) {
  Deno.test(`migrate() makes an index by which ${what} are found`, () => {
    using database = new DatabaseSync(":memory:");
    migrate(database);
    const plan = database.prepare(`explain query plan ${sql}`).all();
    const unaided = plan.map(({ detail }) => String(detail))
      .filter((step) => !/ USING (COVERING )?INDEX /.test(step));
    assertEquals(unaided, []);
  });
}

Deno.test("migrate() takes who was muted in an open room of version 8 for a stranger, if nobody let them in", () => {
  using database = new DatabaseSync(":memory:");
  for (const migration of migrations.slice(0, 8)) database.exec(migration);
  database.exec(`
    pragma user_version = 8;
    insert into rooms (id, name, epoch, visibility)
      values (1, 'tea', 'e', 'public'), (2, 'milk', 'e', 'unlisted'), (3, 'den', 'e', 'private');
    insert into memberships (room, person, name, kind, role, since, muted_until, invite) values
      (1, 'muted', 'A', 'guest', 'member', 1, 9, null), (2, 'muted', 'A', 'guest', 'member', 1, 9, null),
      (3, 'muted', 'A', 'guest', 'member', 1, 9, null), (1, 'invited', 'B', 'guest', 'member', 1, 9, 'i'),
      (1, 'member', 'C', 'user', 'member', 1, null, null), (1, 'reader', 'D', 'user', 'reader', 1, 9, null),
      (1, 'robot', 'E', 'bot', 'member', 1, 9, null);
  `);
  migrate(database);
  const strangers = "select room, person from memberships where stranger order by room";
  assertEquals(database.prepare(strangers).all().map((row) => ({ ...row })), [
    { room: 1, person: "muted" },
    { room: 2, person: "muted" },
  ]);
});

Deno.test("migrate() has rooms of version 8 forgotten as they were, and no others", () => {
  using database = new DatabaseSync(":memory:");
  for (const migration of migrations.slice(0, 8)) database.exec(migration);
  database.exec("pragma user_version = 8; insert into rooms (name, epoch) values ('tea', 'e')");
  migrate(database);
  database.exec("insert into rooms (name, epoch) values ('milk', 'e')");
  const rooms = database.prepare("select name, fleeting from rooms order by name").all();
  assertEquals(rooms.map((row) => ({ ...row })), [
    { name: "milk", fleeting: 0 },
    { name: "tea", fleeting: 1 },
  ]);
});

Deno.test("migrate() leaves what a database of version 7 holds", () => {
  using database = new DatabaseSync(":memory:");
  for (const migration of migrations.slice(0, 7)) database.exec(migration);
  database.exec(`
    pragma user_version = 7;
    insert into rooms (id, name, epoch) values (1, 'tea', 'e');
    insert into aliases values ('chai', 1);
    insert into files (id, room, by, name, size, type, hash, at)
      values ('f1', 1, 'ada', 'a', 3, 't', 'h', 1), ('f2', 1, 'ada', 'a', 3, 't', 'h', 1);
  `);
  migrate(database);
  const count = (sql: string) => database.prepare(`select count(*) as count from ${sql}`).get();
  assertEquals({ ...count("aliases where room = 1") }, { count: 1 });
  assertEquals({ ...count("files indexed by files_by_hash where hash = 'h'") }, { count: 2 });
});
