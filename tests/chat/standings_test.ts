import { assertEquals } from "@std/assert";
import { Standings } from "../../lib/chat/standings.ts";
import type { Memberships, Standing } from "../../lib/store/memberships.ts";

/** How Ada stands, of whom the test answers each question itself. */
function adaAsked() {
  const questions: PromiseWithResolvers<ReadonlyMap<string, Standing>>[] = [];
  const find: Memberships["find"] = () => {
    const question = Promise.withResolvers<ReadonlyMap<string, Standing>>();
    questions.push(question);
    return question.promise;
  };
  const standings = new Standings("tea", { find } as Memberships);
  return { standings, questions, answer: () => questions.shift()?.resolve(new Map()) };
}

/** Asks how Ada stands, and answers where that has to be asked for. */
async function ask({ standings, questions, answer }: ReturnType<typeof adaAsked>): Promise<number> {
  const found = standings.find("ada");
  await Promise.resolve();
  const count = questions.length;
  answer();
  await found;
  return count;
}

Deno.test("Standings asks the store once, and anew after a change and after renew()", async () => {
  const ada = adaAsked();
  assertEquals([await ask(ada), await ask(ada)], [1, 0]);
  ada.standings.changed("ada");
  assertEquals([await ask(ada), await ask(ada)], [1, 0]);
  ada.standings.renew();
  assertEquals([await ask(ada), await ask(ada)], [1, 0]);
});

Deno.test("Standings.renew() keeps nothing that was being read meanwhile", async () => {
  const ada = adaAsked();
  const found = ada.standings.find("ada");
  await Promise.resolve();
  ada.standings.renew();
  ada.answer();
  await found;
  assertEquals(await ask(ada), 1);
});

Deno.test("Standings.versionOf() is another one after a change, and the same after renew()", () => {
  const { standings } = adaAsked();
  const before = standings.versionOf("ada");
  standings.renew();
  assertEquals(standings.versionOf("ada") === before, true);
  standings.changed("bob");
  assertEquals(standings.versionOf("ada") === before, true);
  standings.changed();
  assertEquals(standings.versionOf("ada") === before, false);
});

Deno.test("Standings lets go of who was asked for longest ago", async () => {
  const memberships = { find: () => Promise.resolve(new Map()) } as unknown as Memberships;
  const standings = new Standings("tea", memberships);
  const ask = (first: number, count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => standings.find(`${first + index}`)));
  await ask(0, 10_000);
  await ask(0, 1);
  await ask(10_000, 1);
  assertEquals(["0", "1", "2"].map((id) => standings.knows(id)), [true, false, true]);
});
