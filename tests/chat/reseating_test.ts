import { assertEquals } from "@std/assert";
import type { Seat } from "../../lib/chat/seat.ts";
import type { House } from "../support/rooms.ts";
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

/** What becomes of somebody, and what they may not do from then on. */
const changes = {
  banned: (house: House) => house.store.memberships.ban("tea", { person: guest("bob"), ...byAda }),
  muted: (house: House) => put(house, { role: "member", mutedUntil: 9e15 }),
  "made a reader": (house: House) => put(house, { role: "reader" }),
} as const;
const byAda = { at: 1, by: "ada" };

function put(house: House, seat: Seat): Promise<boolean> {
  return house.store.memberships.put("tea", { person: guest("bob"), since: 1, ...seat });
}

for (const [what, change] of Object.entries(changes)) {
  Deno.test(`What somebody says right after they were ${what} is not taken, nor a deletion`, async () => {
    await using house = openHouse();
    const [ada, bob] = await house.gather("ada", "bob");
    bob.say("before");
    await house.settled();
    await change(house);
    await house.rooms.reseat("tea", "bob");
    bob.say("after", { ref: "r1" });
    bob.send({ type: "delete", target: 1, ref: "r2" });
    await house.settled();
    assertEquals([ada.texts(), ada.heardOf("deleted")], [["before"], []]);
    const refused = bob.heardOf("error").map(({ code, ref }) => [code, ref]);
    assertEquals(refused, what === "banned" ? [] : [["forbidden", "r1"], ["forbidden", "r2"]]);
    assertEquals(bob.closeCode, what === "banned" ? 4501 : undefined);
  });
}

Deno.test("What somebody says right after they were sent out is not taken", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  await house.rooms.sendOut("tea", "bob");
  bob.say("after");
  bob.send({ type: "typing", on: true });
  await house.settled();
  assertEquals([ada.heard(), bob.closeCode], [[], 4501]);
});

Deno.test("Who was a moderator until just now deletes nothing that others wrote", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("hers");
  await put(house, { role: "moderator" });
  const bob = await house.join("bob");
  await put(house, { role: "member" });
  await house.rooms.reseat("tea", "bob");
  bob.send({ type: "delete", target: 1, ref: "r" });
  await house.settled();
  assertEquals([ada.heardOf("deleted"), bob.codes()], [[], ["forbidden"]]);
});

Deno.test("Who has just become a moderator deletes what others wrote", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("hers");
  await put(house, { role: "moderator" });
  await house.rooms.reseat("tea", "bob");
  bob.send({ type: "delete", target: 1 });
  await house.settled();
  assertEquals(ada.heardOf("deleted").map(({ target }) => target), [1]);
});

Deno.test("What the 21st socket of somebody says before it is closed is not taken", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada", "bob");
  const { room } = await house.rooms.enter("tea", guest("bob"));
  for (let more = 19; more > 0; more--) house.attach(room, guest("bob"));
  await house.settled();
  const last = house.attach(room, guest("bob"));
  last.say("one too many");
  await house.settled();
  assertEquals([last.closeCode, ada.texts()], [4503, []]);
});

for (const isGone of [false, true]) {
  const how = isGone ? "though they have gone meanwhile" : "and they are asked to come back";
  Deno.test(`What somebody says who was banned while being let in is not taken, ${how}`, async () => {
    await using house = openHouse();
    const [ada] = await house.gather("ada");
    const entry = await house.rooms.enter("tea", guest("bob"));
    await changes.banned(house);
    await house.rooms.sendOut("tea", "bob");
    const bob = house.attach(entry.room, guest("bob"), entry);
    bob.say("after the ban");
    if (isGone) bob.drop();
    await house.settled();
    assertEquals([bob.closeCode, ada.texts()], [isGone ? undefined : 4001, []]);
  });
}

Deno.test("What somebody says and leaves at once is taken", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  bob.say("bye");
  bob.drop();
  await house.settled();
  const { room } = await house.rooms.enter("tea", guest("cem"));
  const cem = house.attach(room, guest("cem"));
  cem.say("only this");
  cem.drop();
  await house.settled();
  assertEquals(ada.texts(), ["bye", "only this"]);
});
