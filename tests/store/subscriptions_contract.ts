/** The promises of `Subscriptions`, as tests: every store has to pass them unchanged. */
import { assertEquals } from "@std/assert";
import type { Store } from "../../lib/store/store.ts";
import type { Listener, Subscription } from "../../lib/store/subscriptions.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { ada, bob, cem, freshName, said, type Subject, tester } from "./subject.ts";
import { roomDraft } from "../support/room_draft.ts";

/** A subscription whose endpoint ends with `name`. */
export function subscription(name: string): Subscription {
  return { endpoint: `https://push.example/${name}`, p256dh: `key of ${name}`, auth: "secret" };
}

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store, which holds no subscription yet. Each test closes it.
 */
export function subscriptionsContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  /** The last parts of the endpoints of these people, by id. */
  async function endpointsOf({ store }: Subject, ...people: Person[]): Promise<string[][]> {
    const found = await store.subscriptions.find(people.map(({ id }) => id));
    return people.map(({ id }) =>
      found.filter(({ person }) => person === id).map(({ endpoint }) => endpoint.split("/").at(-1)!)
        .sort()
    );
  }

  /** Who listens to the subject's room, and how. */
  async function listenersOf({ store, room }: Subject): Promise<[string, string][]> {
    const listeners = await store.subscriptions.listeners(room);
    return listeners.map(({ person, level }: Listener): [string, string] => [person.id, level])
      .sort();
  }

  test("find() gives the subscriptions of these people, whole", async ({ store }) => {
    const { subscriptions } = store;
    await subscriptions.add(ada, subscription("a"));
    await subscriptions.add(bob, subscription("b"));
    assertEquals(await subscriptions.find(["bob", "dan"]), [
      { ...subscription("b"), person: "bob" },
    ]);
    assertEquals(await subscriptions.find([]), []);
  });

  test("add() of an endpoint again keeps it once, with the newer keys", async (subject) => {
    const { subscriptions } = subject.store;
    await subscriptions.add(ada, subscription("a"));
    const newer = { ...subscription("a"), p256dh: "newer", auth: "newer" };
    assertEquals(await subscriptions.add(ada, newer), true);
    assertEquals(await subscriptions.find(["ada"]), [{ ...newer, person: "ada" }]);
  });

  test("add() of somebody else's endpoint takes it over", async (subject) => {
    await subject.store.subscriptions.add(ada, subscription("a"));
    await subject.store.subscriptions.add(bob, subscription("a"));
    assertEquals(await endpointsOf(subject, ada, bob), [[], ["a"]]);
  });

  test("add() keeps the newest ten of each person", async (subject) => {
    const { subscriptions } = subject.store;
    await subscriptions.add(bob, subscription("bob"));
    for (let n = 10; n < 22; n++) await subscriptions.add(ada, subscription(`${n}`));
    const newest = Array.from({ length: 10 }, (_, n) => `${n + 12}`);
    assertEquals(await endpointsOf(subject, ada, bob), [newest, ["bob"]]);
  });

  test("add() of one of ten again makes it the newest, and takes none away", async (subject) => {
    const { subscriptions } = subject.store;
    for (let n = 10; n < 20; n++) await subscriptions.add(ada, subscription(`${n}`));
    await subscriptions.add(ada, subscription("10"));
    const [all] = await endpointsOf(subject, ada);
    assertEquals(all, Array.from({ length: 10 }, (_, n) => `${n + 10}`));
    await subscriptions.add(ada, subscription("20"));
    const [newest] = await endpointsOf(subject, ada);
    assertEquals(newest, ["10", ...Array.from({ length: 9 }, (_, n) => `${n + 12}`)]);
  });

  test("remove() forgets the subscription, and no other", async (subject) => {
    const { subscriptions } = subject.store;
    for (const name of ["a", "b"]) await subscriptions.add(ada, subscription(name));
    await subscriptions.remove(subscription("a").endpoint);
    await subscriptions.remove(subscription("nowhere").endpoint);
    assertEquals(await endpointsOf(subject, ada), [["b"]]);
  });

  test("remove() for a person leaves somebody else's alone", async (subject) => {
    const { subscriptions } = subject.store;
    await subscriptions.add(ada, subscription("a"));
    await subscriptions.remove(subscription("a").endpoint, "bob");
    assertEquals(await endpointsOf(subject, ada), [["a"]]);
    await subscriptions.remove(subscription("a").endpoint, "ada");
    assertEquals(await endpointsOf(subject, ada), [[]]);
  });

  test("people() gives everybody with a subscription once", async ({ store }) => {
    const { subscriptions } = store;
    assertEquals(await subscriptions.people(), []);
    await subscriptions.add(ada, subscription("a1"));
    await subscriptions.add(ada, subscription("a2"));
    await subscriptions.add(bob, subscription("b"));
    assertEquals((await subscriptions.people()).sort(), ["ada", "bob"]);
  });

  test("listeners() gives those who chose a level, and who has read, with mentions", async (subject) => {
    const { store, room } = subject;
    const dan: Person = { id: "dan", name: "Dan", kind: "guest" };
    for (const person of [ada, bob, cem, dan]) {
      await store.subscriptions.add(person, subscription(person.id));
    }
    await store.append(room, [said("a")]);
    await store.markRead(room, new Map([["ada", 1], ["bob", 1], ["eve", 1]]));
    await store.subscriptions.setLevel(room, "bob", "none");
    await store.subscriptions.setLevel(room, "cem", "all");
    await store.subscriptions.setLevel(room, "eve", "all");
    assertEquals(await listenersOf(subject), [["ada", "mentions"], ["bob", "none"], [
      "cem",
      "all",
    ]]);
  });

  test("listeners() gives people as their newest subscription has them", async ({ store, room }) => {
    const { subscriptions } = store;
    await subscriptions.setLevel(room, "cem", "all");
    await subscriptions.add({ ...cem, name: "Old" }, subscription("1"));
    await subscriptions.add(cem, subscription("2"));
    assertEquals(await subscriptions.listeners(room), [{ person: cem, level: "all" }]);
  });

  test("listeners() of one room has nothing of another", async (subject) => {
    const { store, room } = subject;
    const { record: other } = await store.createRoom(roomDraft(freshName()));
    await store.subscriptions.add(ada, subscription("a"));
    await store.subscriptions.setLevel(other.name, "ada", "all");
    await store.append(other.name, [said("a")]);
    await store.markRead(other.name, new Map([["ada", 1]]));
    assertEquals(await store.subscriptions.listeners(room), []);
    assertEquals(await store.subscriptions.listeners(freshName()), []);
  });

  test("setLevel() changes what was chosen, for that room and person", async (subject) => {
    const { store, room } = subject;
    const { subscriptions } = store;
    const { record: other } = await store.createRoom(roomDraft(freshName()));
    for (const level of ["none", "all", "mentions"] as const) {
      assertEquals(await subscriptions.setLevel(room, "ada", level), true);
    }
    await subscriptions.setLevel(other.name, "ada", "none");
    await subscriptions.setLevel(room, "bob", "all");
    assertEquals(await subscriptions.levels("ada"), { [room]: "mentions", [other.name]: "none" });
  });

  test("setLevel() for a room that was never made tells so, and keeps nothing", async ({ store }) => {
    const { subscriptions } = store;
    assertEquals(await subscriptions.setLevel(freshName(), "ada", "all"), false);
    assertEquals(await subscriptions.levels("ada"), {});
  });

  test("levels() has nothing of rooms where one has only read", async ({ store, room }) => {
    await store.append(room, [said("a")]);
    await store.markRead(room, new Map([["ada", 1]]));
    assertEquals(await store.subscriptions.levels("ada"), {});
  });

  test("discardRoom() forgets what was chosen for it", async ({ store, room }) => {
    await store.subscriptions.setLevel(room, "ada", "all");
    await store.discardRoom(room);
    assertEquals(await store.findRoom(room), undefined);
    await store.createRoom(roomDraft(room));
    assertEquals(await store.subscriptions.levels("ada"), {});
  });
}
