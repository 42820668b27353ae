/**
 * What every vault has to do. The cases run under Deno on the one in memory and in a browser on the
 * real one, so they need neither.
 */
import { assertEquals, assertRejects } from "@std/assert";
import type { Vault, VaultKey } from "../../../client/sealed/vault.ts";
import { until } from "../../support/until.ts";

/** One case; `open` gives the vault as another tab sees it, at first an empty one. */
export type VaultCase = (open: () => Vault) => Promise<void>;

async function keys(
  vault: Vault,
  prefix: VaultKey,
  query?: Parameters<Vault["list"]>[1],
): Promise<VaultKey[]> {
  return (await vault.list(prefix, query)).map(({ key }) => key);
}

/** Cases for a {@linkcode Vault}, by what they say of it. */
export const vaultCases: Record<string, VaultCase> = {
  async "get() gives whole what another tab has written, and nothing for what is not there"(open) {
    const value = { text: "**hi** \u{1F389}", list: [1, null, { deep: true }], none: "" };
    await open().write([{ key: ["a", 1], value }]);
    assertEquals(await open().get(["a", 1]), value);
    for (const key of [["a"], ["a", 2], ["a", "1"], ["a", 1, 1]]) {
      assertEquals(await open().get(key), undefined);
    }
  },

  async "get() tells apart 0, false, null and an empty string from nothing"(open) {
    const vault = open();
    const values = [0, false, null, ""];
    await vault.write(values.map((value, index) => ({ key: ["a", index], value })));
    for (const [index, value] of values.entries()) {
      assertEquals(await vault.get(["a", index]), value);
    }
  },

  async "get() gives a copy: who changes it changes nothing that is kept"(open) {
    const vault = open();
    const value = { list: [1] };
    await vault.write([{ key: ["a"], value }]);
    value.list.push(2);
    (await vault.get<typeof value>(["a"]))!.list.push(3);
    assertEquals(await vault.get<typeof value>(["a"]), { list: [1] });
  },

  async "write() replaces, and removes what has no value"(open) {
    const vault = open();
    await vault.write([{ key: ["a"], value: 1 }, { key: ["b"], value: 1 }]);
    await vault.write([{ key: ["a"], value: 2 }, { key: ["b"] }, { key: ["never"] }]);
    assertEquals(await vault.get(["a"]), 2);
    assertEquals(await vault.get(["b"]), undefined);
    assertEquals(await keys(vault, []), [["a"]]);
  },

  async "write() keeps nothing of a call that fails"(open) {
    const vault = open();
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const changes = [{ key: ["a"], value: 1 }, { key: ["b"], value: circle }];
    await assertRejects(() => vault.write(changes), TypeError);
    assertEquals(await keys(vault, []), []);
  },

  async "list() sorts by parts, numbers as numbers and before words"(open) {
    const vault = open();
    const sorted = [["a"], ["a", 2], ["a", 10], ["a", 10, "x"], ["a", "1"], ["a", "b"], ["ab"], [
      "b",
      1,
    ]];
    await vault.write(sorted.toReversed().map((key) => ({ key, value: key })));
    assertEquals(await vault.list([]), sorted.map((key) => ({ key, value: key })));
  },

  async "list() gives only what begins with the prefix, whole parts"(open) {
    const vault = open();
    const there: VaultKey[] = [["a", 1], ["a", 2, "x"], ["a", "w"], ["ab", 1], ["b", 1]];
    await vault.write(there.map((key) => ({ key, value: 1 })));
    assertEquals(await keys(vault, ["a"]), [["a", 1], ["a", 2, "x"], ["a", "w"]]);
    assertEquals(await keys(vault, ["a", 2]), [["a", 2, "x"]]);
    assertEquals(await keys(vault, ["c"]), []);
  },

  async "list() keeps to `after`, `before`, `limit` and the direction"(open) {
    const vault = open();
    for (const room of ["r", "s"]) {
      await vault.write([1, 2, 3, 20, 100].map((seq) => ({ key: [room, seq], value: seq })));
    }
    const seqs = async (query: Parameters<Vault["list"]>[1]) =>
      (await vault.list<number>(["r"], query)).map(({ value }) => value);
    assertEquals(await seqs({ after: 2 }), [3, 20, 100]);
    assertEquals(await seqs({ before: 20 }), [1, 2, 3]);
    assertEquals(await seqs({ after: 1, before: 100, limit: 2 }), [2, 3]);
    assertEquals(await seqs({ isBackward: true, limit: 2 }), [100, 20]);
    assertEquals(await seqs({ before: 100, isBackward: true, limit: 2 }), [20, 3]);
    assertEquals(await seqs({ after: 2, isBackward: true }), [100, 20, 3]);
    assertEquals(await seqs({ after: 100 }), []);
    assertEquals(await seqs({ limit: 0 }), []);
  },

  async "list() counts below zero too"(open) {
    const vault = open();
    const sorted = [-(2 ** 32) + 3, -2, 0, 5, 2 ** 32 + 1];
    await vault.write(sorted.toReversed().map((seq) => ({ key: ["r", seq], value: seq })));
    const seqs = async (query?: Parameters<Vault["list"]>[1]) =>
      (await vault.list<number>(["r"], query)).map(({ value }) => value);
    assertEquals(await seqs(), sorted);
    assertEquals(await seqs({ before: 0, isBackward: true, limit: 1 }), [-2]);
    assertEquals(await seqs({ after: -2, limit: 2 }), [0, 5]);
  },

  async "exclusively() runs tasks of one name one after the other, in all tabs"(open) {
    const tabs = [open(), open()];
    let running = 0;
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3].map((turn) =>
        tabs[turn % 2]!.exclusively("ratchet", async () => {
          running++;
          assertEquals(running, 1);
          await tabs[turn % 2]!.write([{ key: ["turn"], value: turn }]);
          order.push(turn);
          running--;
        })
      ),
    );
    assertEquals(order, [0, 1, 2, 3]);
  },

  async "exclusively() does not make tasks of different names wait for each other"(open) {
    const vault = open();
    const inner = await vault.exclusively(
      "a",
      () => vault.exclusively("b", () => Promise.resolve(1)),
    );
    assertEquals(inner, 1);
  },

  async "exclusively() hands on what a task gives or throws, and goes on after it"(open) {
    const vault = open();
    const failing = vault.exclusively("a", () => Promise.reject(new Error("broken")));
    await assertRejects(() => failing, Error, "broken");
    assertEquals(await vault.exclusively("a", () => Promise.resolve(2)), 2);
  },

  async "tell() reaches the other tabs that listen on this topic, until they stop"(open) {
    const [vault, other] = [open(), open()];
    const heard: string[] = [];
    const stop = other.listen("a", () => heard.push("other"));
    vault.listen("a", () => heard.push("itself"));
    other.listen("b", () => heard.push("another topic"));
    // What is told comes in order: with the second, the first has come.
    vault.tell("a");
    vault.tell("b");
    await until(() => heard.includes("another topic"));
    assertEquals(heard, ["other", "another topic"]);
    stop();
    vault.tell("a");
    vault.tell("b");
    await until(() => heard.length > 2);
    assertEquals(heard, ["other", "another topic", "another topic"]);
  },

  async "wipe() forgets everything, for a vault that is opened afterwards too"(open) {
    const vault = open();
    await vault.write([{ key: ["a"], value: 1 }]);
    await vault.wipe();
    const next = open();
    assertEquals(await next.list([]), []);
    await next.write([{ key: ["a"], value: 2 }]);
    assertEquals(await next.get(["a"]), 2);
  },

  async "nothing gets in once it was wiped or closed, so that nothing late outlives that"(open) {
    const [wiped, closed] = [open(), open()];
    closed.close();
    await wiped.wipe();
    for (const vault of [wiped, closed]) {
      await assertRejects(() => vault.write([{ key: ["a"], value: 1 }]), Error);
      await assertRejects(() => vault.get(["a"]), Error);
    }
    assertEquals(await keys(open(), []), []);
  },

  async "close() leaves what is kept"(open) {
    const vault = open();
    await vault.write([{ key: ["a"], value: 1 }]);
    vault.close();
    assertEquals(await open().get(["a"]), 1);
  },
};
