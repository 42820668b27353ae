import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../lib/clock.ts";
import { Progress } from "../../lib/operations/progress.ts";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import { HeardLog } from "./heard_log.ts";
import { roomDraft } from "./room_draft.ts";

/** A data folder as a server left it, for what works on one; it is removed afterwards. */
export class StoredData implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "parley-test-" });

  /** The database's file. */
  get path(): string {
    return join(this.folder, "parley.db");
  }

  /** Makes one with these rooms; of each draft is made what the store makes of it. */
  static async of(rooms: Readonly<Record<string, readonly Draft[]>>): Promise<StoredData> {
    const data = new StoredData();
    await data.write(async (store) => {
      for (const [room, drafts] of Object.entries(rooms)) {
        await store.createRoom(roomDraft(room));
        await store.append(room, drafts);
      }
    });
    return data;
  }

  /** Lets a store do `work`, and closes it when all is searchable. */
  async write(work: (store: SqliteStore) => Promise<void>): Promise<void> {
    const { log } = new HeardLog();
    const store = await SqliteStore.open({ path: this.path, durability: "normal", log });
    await work(store);
    for (const { name } of await store.listRooms()) {
      await store.search(name, { text: "index", limit: 1 });
    }
    await store.close();
  }

  /** Changes the database as no store would. */
  tamper(sql: string): void {
    using database = new DatabaseSync(this.path, { enableForeignKeyConstraints: false });
    database.exec(sql);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Progress that nobody sees. */
export function hiddenProgress(): Progress {
  return new Progress({
    clock: systemClock,
    terminal: { isTerminal: () => false, writeSync: (bytes) => bytes.length },
    columns: () => 80,
  });
}
