import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { SqliteRooms } from "../../lib/store/sqlite_rooms.ts";
import { migrate } from "../../lib/store/sqlite_schema.ts";
import { SqliteStatements } from "../../lib/store/sqlite_statements.ts";

/** More rooms than are kept at hand. */
const count = 10_100;

Deno.test("SqliteRooms.find() keeps rows at hand in a transaction, and later only so many", () => {
  using database = new DatabaseSync(":memory:");
  migrate(database);
  const rooms = new SqliteRooms(new SqliteStatements(database));
  const find = (number: number) => rooms.find(`room-${number}`);
  database.exec("begin");
  for (let number = 0; number < count; number++) {
    rooms.create({ name: `room-${number}`, visibility: "public" });
  }
  const rows = Array.from({ length: count }, (_, number) => find(number));
  assertEquals(rows.every((row, number) => row === find(number)), true);
  database.exec("commit");
  rooms.create({ name: "one more", visibility: "public" });
  rooms.find("one more");
  assertEquals([find(0) === rows[0], find(count - 1) === rows[count - 1]], [false, true]);
  assertEquals(find(0), rows[0]);
});
