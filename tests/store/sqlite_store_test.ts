import { assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../../lib/errors.ts";
import { schemaVersion } from "../../lib/store/sqlite_schema.ts";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { storeContract } from "./contract.ts";
import { searchContract } from "./search_contract.ts";

const silent = new HeardLog().log;

function path(): string {
  return join(Deno.makeTempDirSync({ prefix: "parley-test-" }), "parley.db");
}

function open(): Promise<SqliteStore> {
  return SqliteStore.open({ path: path(), durability: "normal", log: silent });
}

storeContract("SqliteStore", open);
searchContract("SqliteStore", open);

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
  const { epoch } = await first.createRoom("tea", "ada");
  await first.append("tea", [{ type: "message", at: 1, from, text: "kept", ref: "r" }]);
  await first.close();
  const second = await SqliteStore.open({ path: file, durability: "full", log: silent });
  assertEquals(await second.findRoom("tea"), { name: "tea", epoch, seq: 1, owner: "ada" });
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
  await store.createRoom("tea", "ada");
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
