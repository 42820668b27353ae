import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { movedTables } from "../../lib/operations/moved_tables.ts";
import { migrate } from "../../lib/store/sqlite_schema.ts";
import { migrations } from "../../lib/store/postgres_schema.ts";

/** What stays in SQLite, and why. */
const left: Readonly<Record<string, string>> = {
  "rooms.indexed": "PostgreSQL's index is written with each message",
  "search": "PostgreSQL has an index of its own, which is made anew",
  "sqlite_sequence": "PostgreSQL counts by itself",
};
/** What a move does not bring to PostgreSQL, and why. */
const made: Readonly<Record<string, string>> = {
  "search": "made of the messages",
  "leases": "of running servers",
  "server_keys": "from the files with the secrets",
};

/** The names of the tables in SQLite, without those that the index is made of, and of their columns. */
function sqliteColumns(): Map<string, { columns: string[]; key: string[] }> {
  using database = new DatabaseSync(":memory:");
  migrate(database);
  const tables = database.prepare(
    "select name from pragma_table_list where schema = 'main' and type in ('table', 'virtual') " +
      "and name not in ('sqlite_schema')",
  ).all().map(({ name }) => `${name}`);
  return new Map(tables.map((table) => {
    const rows = database.prepare("select name, pk from pragma_table_info(?)").all(table);
    const key = rows.filter(({ pk }) => Number(pk) > 0)
      .toSorted((one, other) => Number(one.pk) - Number(other.pk));
    return [table, { columns: rows.map(nameOf), key: key.map(nameOf) }];
  }));
}

function nameOf({ name }: Record<string, unknown>): string {
  return `${name}`;
}

Deno.test("movedTables holds every table and column of SQLite that is not left on purpose", () => {
  const listed = new Map(
    movedTables.map(({ name, columns, sqlite }) => [name, sqlite?.columns ?? columns]),
  );
  for (const [table, { columns }] of sqliteColumns()) {
    if (left[table]) continue;
    const wanted = columns.filter((column) => !left[`${table}.${column}`]);
    assertEquals(listed.get(table)?.toSorted(), wanted.toSorted(), `the table ${table}`);
    listed.delete(table);
  }
  assertEquals([...listed.keys()], []);
});

Deno.test("movedTables goes by the keys of SQLite", () => {
  const tables = sqliteColumns();
  for (const { name, key } of movedTables) assertEquals([name, key], [name, tables.get(name)!.key]);
});

Deno.test("movedTables holds every table of PostgreSQL that is not made otherwise", () => {
  const tables = migrations.join().matchAll(/^ *create table (\w+)/gm);
  const names = Array.from(tables, ([, name]) => name!).filter((name) => !made[name]);
  assertEquals(movedTables.map(({ name }) => name).toSorted(), names.toSorted());
});
