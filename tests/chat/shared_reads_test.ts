import { assertEquals, assertRejects } from "@std/assert";
import { SharedReads } from "../../lib/chat/shared_reads.ts";

/** Reads that a test ends by hand. */
function stage(options: { kept: number; atOnce?: number }) {
  const reads = new SharedReads<string>({ atOnce: 100, ...options });
  const begun: string[] = [];
  const ends = new Map<string, (value: string) => void>();
  const get = (key: string) =>
    reads.get(key, () => {
      begun.push(key);
      return new Promise((resolve) => ends.set(key, resolve));
    });
  return { reads, begun, get, end: (key: string, value = key) => ends.get(key)!(value) };
}

Deno.test("SharedReads gives all who ask while it is read the same, read once", async () => {
  const { begun, get, end } = stage({ kept: 1 });
  const both = [get("a"), get("a")];
  end("a");
  assertEquals([await Promise.all(both), begun], [["a", "a"], ["a"]]);
});

Deno.test("SharedReads keeps what was asked for last, and no more than asked", async () => {
  const { begun, get, end } = stage({ kept: 2 });
  for (const key of ["a", "b", "a", "c"]) {
    const got = get(key);
    end(key);
    await got;
  }
  void get("a");
  void get("b");
  assertEquals(begun, ["a", "b", "c", "b"]);
});

Deno.test("SharedReads lets go of what is more than is to be kept from now on", () => {
  const { reads, begun, get } = stage({ kept: 2 });
  void get("a");
  void get("b");
  reads.kept = 1;
  void get("b");
  void get("a");
  assertEquals(begun, ["a", "b", "a"]);
});

Deno.test("SharedReads.clear() has what is asked for from then on read anew", async () => {
  const { reads, begun, get, end } = stage({ kept: 1 });
  const early = get("a");
  end("a", "old");
  reads.clear();
  const late = get("a");
  end("a", "new");
  assertEquals([await early, await late, begun], ["old", "new", ["a", "a"]]);
});

Deno.test("SharedReads reads again what failed, and only that", async () => {
  const reads = new SharedReads<string>({ kept: 2, atOnce: 1 });
  await assertRejects(() => reads.get("a", () => Promise.reject(new Error("once"))), Error, "once");
  assertEquals(await reads.get("a", () => Promise.resolve("a")), "a");
  assertEquals(await reads.get("a", () => Promise.reject(new Error("never"))), "a");
});

Deno.test("SharedReads has no more under way at once than asked, in the order of asking", async () => {
  const { begun, get, end } = stage({ kept: 0, atOnce: 2 });
  const all = ["a", "b", "c", "d"].map(get);
  assertEquals(begun, ["a", "b"]);
  end("b");
  await all[1];
  assertEquals(begun, ["a", "b", "c"]);
  end("a");
  end("c");
  await Promise.all([all[0], all[2]]);
  assertEquals(begun, ["a", "b", "c", "d"]);
  end("d");
  assertEquals(await Promise.all(all), ["a", "b", "c", "d"]);
});
