import { assertEquals } from "@std/assert";
import { guest, openHouse } from "../support/rooms.ts";

Deno.test("Of two changes of a role the later one lasts, whichever answer of the store comes first", async () => {
  await using house = openHouse();
  const [, bob] = await house.gather("ada", "bob");
  const { memberships } = house.store;
  const find = memberships.find.bind(memberships);
  const answers: PromiseWithResolvers<void>[] = [];
  memberships.find = async (...args) => {
    const found = await find(...args);
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    await answer.promise;
    return found;
  };
  for (const role of ["moderator", "reader"] as const) {
    await memberships.put("tea", { person: guest("bob"), role, since: 1 });
    void house.rooms.reseat("tea", "bob");
    await house.settled();
  }
  while (answers.length > 0) {
    answers.pop()!.resolve();
    await house.settled();
  }
  assertEquals(bob.heardOf("you").at(-1)?.role, "reader");
});
