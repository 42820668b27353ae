import { join } from "@std/path";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import type { Store } from "../../lib/store/store.ts";
import { HeardLog } from "./heard_log.ts";
import { TestPostgres } from "./postgres.ts";
import { TestFolder } from "./program.ts";

/** What opens each of the stores that there are; `stack` takes what goes when it is used no more. */
export const stores: Readonly<Record<string, (stack: AsyncDisposableStack) => Promise<Store>>> = {
  memory: () => Promise.resolve(new MemoryStore()),
  SQLite: (stack) => {
    const { path } = stack.use(new TestFolder());
    const { log } = new HeardLog();
    return SqliteStore.open({ path: join(path, "parley.db"), durability: "normal", log });
  },
  PostgreSQL: async (stack) => {
    const postgres = stack.use(await TestPostgres.open());
    return await PostgresStore.open({ url: await postgres.freshUrl(), log: new HeardLog().log });
  },
};
