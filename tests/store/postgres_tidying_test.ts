import { assertEquals } from "@std/assert";
import { PostgresPool } from "../../lib/store/postgres_pool.ts";
import { PostgresTidying } from "../../lib/store/postgres_tidying.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";

const ignore = lacksPostgres();

Deno.test("PostgresTidying tells of a mistake of the program once", { ignore }, async () => {
  await using postgres = await TestPostgres.open();
  const { log, lines } = new HeardLog();
  const pool = await PostgresPool.open({ url: await postgres.freshUrl(), log });
  const mistaken = () => Promise.reject(new TypeError("it is undefined"));
  const over = Promise.withResolvers<boolean>();
  const last = () => (over.resolve(false), over.promise);
  const tidying = new PostgresTidying(pool, log, [mistaken, mistaken, last]);
  tidying.wake();
  await over.promise;
  await tidying.close();
  await pool.close();
  assertEquals(lines, ["error cannot tidy the database"]);
});
