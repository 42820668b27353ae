/** What the tests of the vault in IndexedDB load into a page. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { SealedOutbox } from "../../../client/sealed/sealed_outbox.ts";
import { VaultDatabase } from "../../../client/sealed/vault_database.ts";
import { VaultError } from "../../../client/sealed/vault_error.ts";
import { vaultName } from "../../../client/sealed/vault_name.ts";
import { outboxCases } from "../outbox/outbox_contract.ts";
import {
  countRaw,
  databaseNames,
  everythingOf,
  IDBFactory,
  IDBObjectStore,
  openRaw,
  tamper,
} from "./raw_database.ts";
import { vaultCases } from "./vault_contract.ts";

type DatabaseCase = (open: () => VaultDatabase, person: string) => Promise<void>;

async function troubleOf(task: () => Promise<unknown>): Promise<string> {
  return (await assertRejects(task, VaultError)).trouble;
}

/** What only a database does; the rest is in the contract. */
const databaseCases: Record<string, DatabaseCase> = {
  async "nothing of a value lies in the database, nor a key that can be read"(open, person) {
    await open().write([{ key: ["a", 1], value: { text: "the kettle is on" } }]);
    assertEquals(await open().get(["a", 1]), { text: "the kettle is on" });
    const all = await everythingOf(person);
    assert(!all.includes("kettle") && !all.includes("text"));
    assert(all.includes('[{"extractable":false}]'));
  },

  async "two tabs that open it at once seal under one key"(open) {
    const tabs = [open(), open(), open()];
    await Promise.all(tabs.map((tab, at) => tab.write([{ key: ["a", at], value: at }])));
    assertEquals((await open().list(["a"])).map(({ value }) => value), [0, 1, 2]);
  },

  async "write() keeps all or nothing"(open) {
    const vault = open();
    await vault.write([{ key: ["a"], value: 1 }]);
    const changes = [{ key: ["a"] }, { key: ["b"], value: 2 }, { key: [NaN], value: 3 }];
    await assertRejects(() => vault.write(changes), VaultError);
    assertEquals(await vault.get(["a"]), 1);
    assertEquals(await vault.get(["b"]), undefined);
  },

  async "a value under another key is damaged, and so is one that was changed"(open, person) {
    const vault = open();
    await vault.write([{ key: ["a"], value: 1 }, { key: ["b"], value: 2 }]);
    await tamper(person, { from: "a", to: "b", change: (record) => record });
    assertEquals(await troubleOf(() => vault.get(["b"])), "damaged");
    await tamper(person, {
      from: "a",
      to: "a",
      change({ nonce, box }) {
        new Uint8Array(box)[0]! ^= 1;
        return { nonce, box };
      },
    });
    assertEquals(await troubleOf(() => vault.get(["a"])), "damaged");
  },

  async "wipe() takes the database away, also from under other tabs"(open, person) {
    const [vault, other] = [open(), open()];
    await vault.write([{ key: ["a"], value: 1 }]);
    assertEquals(await other.get(["a"]), 1);
    await vault.wipe();
    assertEquals(await troubleOf(() => other.get(["a"])), "gone");
    assertEquals(await troubleOf(() => vault.get(["a"])), "gone");
    assert(!(await databaseNames()).includes(vaultName(person)));
    assertEquals(await open().get(["a"]), undefined);
  },

  async "wipe() leaves nothing where a tab does not let go of the database"(open, person) {
    const vault = open();
    await vault.write([{ key: ["a"], value: "the kettle is on" }]);
    const stubborn = await openRaw(person);
    await vault.wipe();
    assertEquals(await countRaw(stubborn), [0, 0]);
    stubborn.close();
  },

  async "a browser that keeps no databases is forbidden, one without space is full"(open) {
    const vault = open();
    const noDatabases = standIn(IDBFactory.prototype, "open", "SecurityError");
    assertEquals(await troubleOf(() => vault.get(["a"])), "forbidden");
    noDatabases();
    for (const isOpen of [false, true]) {
      const noSpace = standIn(IDBObjectStore.prototype, "put", "QuotaExceededError");
      assertEquals(await troubleOf(() => vault.write([{ key: ["a"], value: 1 }])), "full");
      noSpace();
      assertEquals(await vault.get(["a"]), undefined, `was open: ${isOpen}`);
    }
    await vault.write([{ key: ["a"], value: 1 }]);
    assertEquals(await vault.get(["a"]), 1);
  },
};

/** Has a function of the browser throw; gives one that ends that. */
function standIn<Name extends string>(
  owner: Record<Name, unknown>,
  name: Name,
  error: string,
): () => void {
  const before = owner[name];
  owner[name] = () => {
    throw new DOMException("no", error);
  };
  return () => owner[name] = before;
}

let people = 0;

/** Runs one case on the vault of a person of its own; rejects when it fails. */
async function runCase(name: string): Promise<void> {
  const person = `person${++people}`;
  const opened: VaultDatabase[] = [];
  const open = () => {
    const vault = new VaultDatabase(person);
    opened.push(vault);
    return vault;
  };
  await (databaseCases[name]?.(open, person) ?? vaultCases[name]?.(open) ??
    outboxCases[name]!(() => new SealedOutbox(open())));
  for (const vault of opened) vault.close();
}

Object.assign(globalThis, { runCase, names: Object.keys(databaseCases) });
