/** What stores promise of direct rooms, as tests: every store has to pass them unchanged. */
import { assertEquals, assertRejects } from "@std/assert";
import type { Draft, Store } from "../../lib/store/store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { ada, bob, deletion, freshName, results, said, tester, uploaded } from "./subject.ts";

const becomes: Person = { id: "u-ada", name: "Ada L.", kind: "user" };
const cleo: Person = { id: "cleo", name: "Cleo", kind: "guest" };

/** A sealed message of Ada's. */
function sealed(box: string, fields: Partial<Extract<Draft, { type: "message" }>> = {}): Draft {
  return { type: "message", at: 1_000, from: ada, box, ...fields };
}

/** Opens the room of two people. */
async function open(
  store: Store,
  people: readonly [Person, Person] = [ada, bob],
): Promise<{ name: string; isNew: boolean }> {
  const opened = (await store.openDirect({ name: freshName(), people, at: 1_000 }))!;
  return { name: opened.record.name, isNew: opened.isNew };
}

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param openStore Opens the store, empty. Each test closes it.
 */
export function directContract(name: string, openStore: () => Promise<Store>): void {
  const test = tester(name, openStore);

  test("openDirect() makes a room to which both belong, owned by nobody", async ({ store }) => {
    const name = freshName();
    const opened = (await store.openDirect({ name, people: [ada, bob], at: 5 }))!;
    const { epoch } = opened.record;
    const record = { name, epoch, seq: 0, visibility: "direct", isArchived: false } as const;
    assertEquals(opened, { record, isNew: true });
    assertEquals(await store.findRoom(name), record);
    assertEquals(await store.memberships.list(name, "", 9), [
      { person: ada, role: "member", since: 5 },
      { person: bob, role: "member", since: 5 },
    ]);
  });

  test("openDirect() of two gives one room, whoever asks, and how many at once", async ({ store }) => {
    const opened = await Promise.all([
      open(store),
      open(store, [bob, ada]),
      open(store),
    ]);
    assertEquals(opened.map(({ isNew }) => isNew), [true, false, false]);
    assertEquals(new Set(opened.map(({ name }) => name)).size, 1);
    assertEquals((await open(store, [ada, cleo])).isNew, true);
  });

  test("openDirect() with oneself, or by another room's name, is a RangeError", async (subject) => {
    const { store, room: name } = subject;
    await assertRejects(() => open(store, [ada, ada]), RangeError);
    await assertRejects(() => store.openDirect({ name, people: [ada, bob], at: 1 }), RangeError);
    assertEquals(await store.findDirect("ada", "bob"), undefined);
  });

  test("openDirect() makes none for whoever has 1,000, and gives those that are there", async ({ store }) => {
    const people = Array.from(
      { length: keptLimits.directRoomsPerPerson },
      (_, index): Person => ({ id: `g-${index}`, name: "x", kind: "guest" }),
    );
    await Promise.all(people.map((person) => open(store, [person, ada])));
    const draft = { name: freshName(), at: 1 };
    assertEquals(await store.openDirect({ ...draft, people: [ada, bob] }), undefined);
    assertEquals(await store.openDirect({ ...draft, people: [bob, ada] }), undefined);
    assertEquals(await store.findRoom(draft.name), undefined);
    assertEquals((await open(store, [ada, people[0]!])).isNew, false);
    assertEquals((await open(store, [bob, cleo])).isNew, true);
  });

  test("findDirect() gives the room of two, in any order, and of no others", async ({ store }) => {
    const { name } = await open(store);
    const found = [["ada", "bob"], ["bob", "ada"], ["ada", "cleo"], ["ada", "ada"]] as const;
    assertEquals(
      await Promise.all(found.map(([one, other]) => store.findDirect(one, other))),
      [name, name, undefined, undefined],
    );
  });

  test("listDirect() gives one's rooms, with whom each is and how far it is", async ({ store }) => {
    const { name } = await open(store);
    await open(store, [bob, cleo]);
    await store.append(name, [sealed("AAAA")]);
    const record = (await store.findRoom(name))!;
    assertEquals(await store.listDirect("ada"), [{ record, with: bob }]);
    assertEquals(record.seq, 1);
    assertEquals((await store.listDirect("bob")).map((room) => room.with).toSorted(byId), [
      ada,
      cleo,
    ]);
    assertEquals(await store.listDirect("nobody"), []);
  });

  test("listDirect() calls users as they are called now", async ({ store }) => {
    const profile = { issuer: "https://id.example", subject: "1", name: "Bo" };
    const user = await store.accounts.signIn(profile, "u-bo", 1);
    const before: Person = { id: user.id, name: "Before", kind: "user" };
    await open(store, [before, ada]);
    const [room] = await store.listDirect("ada");
    assertEquals(room?.with, { ...before, name: "Bo" });
  });

  test("listRooms() has direct rooms for nobody, but among all", async ({ store }) => {
    const { name } = await open(store);
    const names = async (person?: string) =>
      (await store.listRooms(person)).map(({ name }) => name);
    assertEquals((await names("ada")).includes(name), false);
    assertEquals((await names("")).includes(name), false);
    assertEquals((await names()).includes(name), true);
  });

  test("discardRoom() leaves a direct room in which nothing was said", async ({ store }) => {
    const { name } = await open(store);
    await store.discardRoom(name);
    assertEquals((await store.findRoom(name))?.visibility, "direct");
  });

  test("deleteRoom() lets the two have another one", async ({ store }) => {
    const { name } = await open(store);
    await store.append(name, [sealed("AAAA")]);
    await store.deleteRoom(name, "ada");
    assertEquals([await store.findDirect("ada", "bob"), await store.listDirect("bob")], [
      undefined,
      [],
    ]);
    const again = await open(store);
    assertEquals([again.isNew, again.name !== name], [true, true]);
  });

  test("append() keeps what is sealed, with all that belongs to it", async ({ store }) => {
    const { name } = await open(store);
    const { id, ...file } = await uploaded(store, name);
    const outcomes = await store.append(name, [
      sealed("AAAA", { ref: "r", files: [{ id }] }),
      sealed("BBBB", { quiet: true }),
      sealed("CCCC", { ref: "r" }),
    ]);
    assertEquals(results(outcomes), [1, 2, 1]);
    const attachment = { id, name: file.name, size: file.size, type: file.type };
    const messages = [
      { type: "message", seq: 1, at: 1_000, from: ada, ref: "r", box: "AAAA", files: [attachment] },
      { type: "message", seq: 2, at: 1_000, from: ada, box: "BBBB", quiet: true },
    ] as const;
    assertEquals((await store.readEvents(name, 0, 9))!, [...messages]);
    assertEquals((await store.readMessages(name, { limit: 9 })).messages, messages);
  });

  test("append() of a deletion leaves nothing of a box", async ({ store }) => {
    const { name } = await open(store);
    const { id, hash } = await uploaded(store, name, { name: "SECRETNAME" });
    await store.append(name, [sealed("SECRETBOX+==", { quiet: true, files: [{ id }] })]);
    await store.append(name, [deletion(1)]);
    const tombstone = { type: "message", seq: 1, at: 1_000, from: ada, deleted: true } as const;
    assertEquals((await store.readMessages(name, { limit: 9 })).messages, [tombstone]);
    assertEquals((await store.readEvents(name, 0, 1))!, [tombstone]);
    assertEquals([await store.files.find(id), await store.files.needs(hash)], [undefined, false]);
  });

  test("append() takes no file of another room into what is sealed", async (subject) => {
    const { store, room } = subject;
    const { name } = await open(store);
    const { id } = await uploaded(store, room);
    assertEquals(results(await store.append(name, [sealed("AAAA", { files: [{ id }] })])), [
      "not_found",
    ]);
  });

  test("unread() counts what is sealed, and nothing that is quiet", async ({ store }) => {
    const { name: room } = await open(store);
    await store.append(room, [
      sealed("AAAA"),
      sealed("BBBB", { quiet: true }),
      sealed("CCCC"),
      sealed("DDDD", { from: bob }),
      sealed("EEEE"),
      deletion(5),
    ]);
    await store.markRead(room, new Map([["bob", 1]]));
    assertEquals(await store.unread("bob", [room]), [{ room, read: 1, count: 1 }]);
  });

  test("unread() looks at no more than 4,000 messages", async ({ store }) => {
    const { name: room } = await open(store);
    const quiet = Array.from({ length: 4_000 }, () => sealed("AAAA", { quiet: true }));
    await store.append(room, [...quiet, sealed("BBBB")]);
    await store.markRead(room, new Map([["bob", 1]]));
    assertEquals(await store.unread("bob", [room]), [{ room, read: 1, count: 1 }]);
    await store.append(room, [sealed("CCCC")]);
    assertEquals(await store.unread("bob", [room]), [{ room, read: 1, count: 1 }]);
  });

  test("search() finds nothing of what is sealed, by any filter", async ({ store }) => {
    const { name } = await open(store);
    await store.append(name, [sealed("AAAA"), sealed("BBBB"), deletion(2)]);
    for (const text of ["AAAA", "from:ada", "after:1970", "before:2100"]) {
      assertEquals(await store.search(name, { text, limit: 9 }), { results: [], more: false });
    }
  });

  test("forget() forgets what is sealed like anything else", async ({ store }) => {
    const { name } = await open(store);
    await store.append(name, [sealed("AAAA"), sealed("BBBB", { at: 3_000 })]);
    await store.search(name, { text: "x", limit: 1 });
    assertEquals(await store.forget(name, 2_000, 9), { first: 2, count: 1, more: false });
    assertEquals((await store.readMessages(name, { limit: 9 })).messages.map(({ box }) => box), [
      "BBBB",
    ]);
  });

  test("adopt() leaves direct rooms to the guest, and archives them", async (subject) => {
    const { store, room } = subject;
    const { name } = await open(store);
    await open(store, [bob, cleo]);
    await store.append(name, [sealed("AAAA", { ref: "1" })]);
    await store.append(room, [said("hi", { ref: "1" })]);
    await store.markRead(name, new Map([["ada", 1]]));
    await store.subscriptions.setLevel(name, "ada", "none");
    const { rooms, archived, more } = await store.accounts.adopt("ada", becomes);
    assertEquals([rooms, archived.map(({ name }) => name), more], [[room], [name], false]);
    assertEquals(archived, [(await store.findRoom(name))!]);
    assertEquals(archived[0]?.isArchived, true);
    const { messages } = await store.readMessages(name, { limit: 9 });
    assertEquals(messages.map(({ from }) => from), [ada]);
    const standings = await store.memberships.find(name, ["ada", "bob", becomes.id]);
    assertEquals([...standings.keys()], ["ada", "bob"]);
    assertEquals([...await store.readMarks(name, ["ada", becomes.id])], [["ada", 1]]);
    assertEquals(await store.subscriptions.levels(becomes.id), {});
    assertEquals(await store.listDirect(becomes.id), []);
    assertEquals(await store.findDirect("bob", becomes.id), undefined);
    assertEquals((await open(store, [bob, becomes])).isNew, true);
  });

  test("listeners() of a direct room are the two, who want to hear all unless they chose", async ({ store }) => {
    const { name } = await open(store);
    for (const person of [ada, bob, cleo]) {
      await store.subscriptions.add(person, {
        endpoint: `https://push.example/${person.id}`,
        p256dh: "k",
        auth: "s",
      });
    }
    await store.subscriptions.setLevel(name, "bob", "none");
    const listeners = await store.subscriptions.listeners(name);
    assertEquals(listeners.toSorted((a, b) => byId(a.person, b.person)), [
      { person: ada, level: "all" },
      { person: bob, level: "none" },
    ]);
  });
}

function byId(one: Person, other: Person): number {
  return one.id < other.id ? -1 : 1;
}
