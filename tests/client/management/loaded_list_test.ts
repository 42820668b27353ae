import { assertEquals } from "@std/assert";
import { LoadedList } from "../../../client/management/loaded_list.ts";
import type { ListPage } from "../../../client/management/loaded_list.ts";

/** A list of three pages. */
function threePages(cursor = "0"): Promise<ListPage<string>> {
  const page = Number(cursor);
  return Promise.resolve({ items: [`item ${page}`], ...(page < 2 && { next: `${page + 1}` }) });
}

Deno.test("LoadedList reads a page, and more of them when asked to", async () => {
  const list = new LoadedList(threePages);
  assertEquals(list.state.value, { items: [], status: "loading", hasMore: false });
  await list.load();
  assertEquals(list.state.value, { items: ["item 0"], status: "loaded", hasMore: true });
  await list.more();
  await list.more();
  const items = ["item 0", "item 1", "item 2"];
  assertEquals(list.state.value, { items, status: "loaded", hasMore: false });
  await list.load();
  assertEquals(list.state.value.items, items);
});

Deno.test("LoadedList shows what the last of two readings found, whichever answers first", async () => {
  const answers: PromiseWithResolvers<ListPage<string>>[] = [];
  const list = new LoadedList(() => {
    answers.push(Promise.withResolvers());
    return answers.at(-1)!.promise;
  });
  const readings = [list.load(), list.load()];
  answers[1]!.resolve({ items: ["new"] });
  answers[0]!.resolve({ items: ["old"] });
  await Promise.all(readings);
  assertEquals(list.state.value.items, ["new"]);
});

Deno.test("LoadedList keeps what it has when a reading fails", async () => {
  let isBroken = false;
  const list = new LoadedList(() =>
    isBroken ? Promise.reject(new Error("no")) : Promise.resolve({ items: ["tea"] })
  );
  await list.load();
  isBroken = true;
  await list.load();
  assertEquals(list.state.value, { items: ["tea"], status: "failed", hasMore: false });
});
