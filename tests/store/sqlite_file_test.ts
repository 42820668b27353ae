import { assertEquals } from "@std/assert";
import { SqliteFile } from "../../lib/store/sqlite_file.ts";
import { TestFolder } from "../support/program.ts";

/** @see {@link https://www.sqlite.org/pragma.html#pragma_synchronous | the numbers of SQLite} */
for (const [durability, synchronous] of [["full", 2], ["normal", 1]] as const) {
  Deno.test(`SqliteFile.open() with durability ${durability} syncs as SQLite's ${synchronous}`, async () => {
    await using folder = new TestFolder();
    using file = SqliteFile.open({ path: `${folder.path}/parley.db`, durability });
    const pragmas = ["synchronous", "journal_mode", "secure_delete"].map((name) =>
      file.database.prepare(`pragma ${name}`).get()![name]
    );
    assertEquals(pragmas, [synchronous, "wal", 1]);
  });
}
