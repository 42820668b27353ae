/** The promises of `Keys`, as tests: every store has to pass them unchanged. */
import { assert, assertEquals } from "@std/assert";
import type { ArchiveBounds, StoredDeviceList } from "../../lib/store/keys.ts";
import type { Store } from "../../lib/store/store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { bob, tester } from "./subject.ts";

/** A device list; what it is signed by is none of the store's business. */
export function deviceList(
  version: number,
  devices: readonly string[],
  identity = "identity",
): StoredDeviceList {
  const statement = JSON.stringify({ version, devices, é: "🫖" });
  return { statement, signature: `signed ${version}`, identity, version, devices };
}

/** Of an archive that may hold so many signs. */
function bounds(chars: number, entries = 1_000): ArchiveBounds {
  return { chars, entries };
}

/** Names such as `p1`, `p2`, `p3`. */
function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store. Each test closes it.
 */
export function keysContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  // Device lists

  test("keys.findList() gives nothing of somebody who has none", async ({ store: { keys } }) => {
    assertEquals(await keys.findList("ada"), undefined);
  });

  test("keys.putList() keeps a list whole, in place of the one before", async (subject) => {
    const { keys } = subject.store;
    const [first, second] = [deviceList(1, ["d1"]), deviceList(2, ["d1", "d2"])];
    assertEquals(await keys.putList("ada", first, 0), true);
    assertEquals(await keys.findList("ada"), first);
    assertEquals(await keys.putList("ada", second, 1), true);
    assertEquals(await keys.findList("ada"), second);
    const leap = deviceList(9, ["d1"]);
    assertEquals(await keys.putList("ada", leap, 2), true);
    assertEquals(await keys.findList("ada"), leap);
    assertEquals(await keys.findList("bob"), undefined);
  });

  test("keys.putList() of one that follows on no newest one changes nothing", async (subject) => {
    const { keys } = subject.store;
    assertEquals(await keys.putList("ada", deviceList(2, ["d1"]), 1), false);
    assertEquals(await keys.findList("ada"), undefined);
    await keys.putList("ada", deviceList(1, ["d1"]), 0);
    await keys.addPackages("ada", "d1", ["p1"]);
    for (const after of [0, 2]) {
      assertEquals(await keys.putList("ada", deviceList(after + 1, ["d2"]), after), false);
    }
    assertEquals((await keys.findList("ada"))?.devices, ["d1"]);
    assertEquals((await keys.stock("ada", "d1")).count, 1);
  });

  test("keys.putList() twice at once keeps one of the two", async ({ store: { keys } }) => {
    const kept = await Promise.all(
      ["d1", "d2"].map((device) => keys.putList("ada", deviceList(1, [device]), 0)),
    );
    assertEquals(kept, [true, false]);
    assertEquals((await keys.findList("ada"))?.devices, ["d1"]);
  });

  test("keys.putList() drops the packages of devices that are off the list", async (subject) => {
    const { keys } = subject.store;
    await keys.putList("ada", deviceList(1, ["d1", "d2"]), 0);
    for (const device of ["d1", "d2"]) await keys.addPackages("ada", device, ["p"], "last");
    await keys.putList("ada", deviceList(2, ["d2"]), 1);
    assertEquals(await keys.takePackages("ada", ["d1", "d2"]), [{ device: "d2", package: "p" }]);
    await keys.putList("ada", deviceList(3, ["d1", "d2"]), 2);
    assertEquals(await keys.stock("ada", "d1"), { count: 0, hasLastResort: false });
  });

  test("keys.putList() of another identity drops all packages", async ({ store: { keys } }) => {
    await keys.putList("ada", deviceList(1, ["d1"]), 0);
    await keys.addPackages("ada", "d1", ["p"], "last");
    await keys.putList("ada", deviceList(2, ["d1"], "another"), 1);
    assertEquals(await keys.takePackages("ada", ["d1"]), []);
  });

  // Key packages

  test("keys.addPackages() of a device that is on no list changes nothing", async (subject) => {
    const { keys } = subject.store;
    await keys.putList("ada", deviceList(1, ["d1"]), 0);
    assertEquals(await keys.addPackages("ada", "d2", ["p"], "last"), undefined);
    assertEquals(await keys.addPackages("bob", "d1", ["p"], "last"), undefined);
    assertEquals(await keys.stock("ada", "d2"), { count: 0, hasLastResort: false });
    assertEquals(await keys.takePackages("bob", ["d1"]), []);
  });

  test("keys.addPackages() adds to what is there, none twice, 100 at most", async (subject) => {
    const { keys } = subject.store;
    await keys.putList("ada", deviceList(1, ["d1"]), 0);
    const all = names("p", keptLimits.packagesPerDevice + 5);
    assertEquals(await keys.addPackages("ada", "d1", ["p1", "p2", "p1"]), 2);
    assertEquals(await keys.addPackages("ada", "d1", ["p2", "p3"]), 3);
    assertEquals(await keys.stock("ada", "d1"), { count: 3, hasLastResort: false });
    assertEquals(await keys.addPackages("ada", "d1", all), keptLimits.packagesPerDevice);
    assertEquals(await keys.addPackages("ada", "d1", ["more"]), keptLimits.packagesPerDevice);
    const [last] = (await drain(keys, "ada", "d1")).slice(-1);
    assertEquals(last, `p${keptLimits.packagesPerDevice}`);
  });

  test("keys.addPackages() replaces the last resort, and leaves it where none is given", async (subject) => {
    const { keys } = subject.store;
    await keys.putList("ada", deviceList(1, ["d1"]), 0);
    assertEquals(await keys.addPackages("ada", "d1", [], "one"), 0);
    assertEquals(await keys.addPackages("ada", "d1", [], "two"), 0);
    await keys.addPackages("ada", "d1", []);
    assertEquals(await keys.stock("ada", "d1"), { count: 0, hasLastResort: true });
    assertEquals(await keys.takePackages("ada", ["d1"]), [{ device: "d1", package: "two" }]);
  });

  test("keys.takePackages() gives each one-time package once, the oldest first, then the last resort", async (subject) => {
    const { keys } = subject.store;
    await keys.putList("ada", deviceList(1, ["d1"]), 0);
    await keys.addPackages("ada", "d1", ["p2", "p1"], "last");
    await keys.addPackages("ada", "d1", ["p3"]);
    const taken = [];
    for (let count = 0; count < 5; count++) {
      taken.push(...await keys.takePackages("ada", ["d1"]));
    }
    assertEquals(taken.map((one) => one.package), ["p2", "p1", "p3", "last", "last"]);
    assertEquals(await keys.stock("ada", "d1"), { count: 0, hasLastResort: true });
  });

  test("keys.takePackages() gives one of each device, and leaves out who has none", async (subject) => {
    const { keys } = subject.store;
    await keys.putList("ada", deviceList(1, ["d1", "d2", "d3"]), 0);
    await keys.addPackages("ada", "d1", ["p1"]);
    await keys.addPackages("ada", "d3", ["p3", "p4"]);
    await keys.putList("bob", deviceList(1, ["d2"]), 0);
    await keys.addPackages("bob", "d2", ["bob's"]);
    assertEquals(await keys.takePackages("ada", ["d3", "d2", "d1", "d3", "d4"]), [
      { device: "d3", package: "p3" },
      { device: "d1", package: "p1" },
    ]);
    assertEquals((await keys.stock("bob", "d2")).count, 1);
  });

  test("keys.takePackages() many times at once gives none twice", async ({ store: { keys } }) => {
    await keys.putList("ada", deviceList(1, ["d1"]), 0);
    const added = names("p", 20);
    await keys.addPackages("ada", "d1", added);
    const taken = await Promise.all(added.map(() => keys.takePackages("ada", ["d1"])));
    assertEquals(taken.flat().map((one) => one.package), added);
  });

  // Mail

  test("keys.putMail() keeps what comes into an empty box, for its owner", async (subject) => {
    const { keys } = subject.store;
    assertEquals(await keys.findMail("ada", "box", 0), undefined);
    assertEquals(await keys.putMail("ada", "box", "hello", 1_000), true);
    assertEquals(await keys.putMail("ada", "box", "another", 1_001), false);
    assertEquals(await keys.findMail("ada", "box", 0), "hello");
    assertEquals(await keys.findMail("bob", "box", 0), undefined);
    assertEquals(await keys.putMail("bob", "box", "Bob's", 1_002), true);
  });

  test("keys.removeMail() empties a box of its owner's, and may be called twice", async (subject) => {
    const { keys } = subject.store;
    await keys.putMail("ada", "box", "hello", 1_000);
    await keys.removeMail("bob", "box");
    assertEquals(await keys.findMail("ada", "box", 0), "hello");
    for (let count = 0; count < 2; count++) await keys.removeMail("ada", "box");
    assertEquals(await keys.findMail("ada", "box", 0), undefined);
    assertEquals(await keys.putMail("ada", "box", "again", 1_001), true);
  });

  test("keys.putMail() refuses more than one person may have", async ({ store: { keys } }) => {
    for (const box of names("box", keptLimits.mailPerPerson)) {
      assertEquals(await keys.putMail("ada", box, "x", 1_000), true);
    }
    assertEquals(await keys.putMail("ada", "more", "x", 1_000), false);
    assertEquals(await keys.putMail("bob", "more", "x", 1_000), true);
    await keys.removeMail("ada", "box1");
    assertEquals(await keys.putMail("ada", "more", "x", 1_000), true);
  });

  test("keys.expireMail() forgets what is older, of everybody", async ({ store: { keys } }) => {
    await keys.putMail("ada", "old", "x", 999);
    await keys.putMail("bob", "old", "x", 998);
    await keys.putMail("ada", "new", "y", 1_000);
    assertEquals(await keys.findMail("ada", "old", 1_000), undefined);
    while (await keys.expireMail(1_000));
    assertEquals(await keys.findMail("ada", "old", 0), undefined);
    assertEquals(await keys.findMail("bob", "old", 0), undefined);
    assertEquals(await keys.findMail("ada", "new", 1_000), "y");
  });

  test("keys.expireMail() says that there may be more until there is no more", async ({ store: { keys } }) => {
    const people = Array.from({ length: 450 }, (_, index) => `p${index}`);
    await Promise.all(people.map((person) => keys.putMail(person, "old", "x", 999)));
    let steps = 1;
    while (await keys.expireMail(1_000)) steps++;
    assert(steps > 1);
    const left = await Promise.all(people.map((person) => keys.findMail(person, "old", 0)));
    assertEquals(left.filter((body) => body !== undefined), []);
  });

  // Archives

  test("keys.putArchive() begins an archive, then changes its header only", async (subject) => {
    const { keys } = subject.store;
    assertEquals(await keys.findArchive("ada"), { entries: 0 });
    await keys.putArchive("ada", "one");
    await keys.addEntries("ada", "tea", [{ number: 1, box: "AAAA" }], bounds(100));
    await keys.putArchive("ada", "two");
    assertEquals(await keys.findArchive("ada"), { header: "two", entries: 1 });
    assertEquals(await keys.findArchive("bob"), { entries: 0 });
  });

  test("keys.putArchive() keeps the entries where the header has the same id", async (subject) => {
    const { keys } = subject.store;
    const header = (wrapped: string) => JSON.stringify({ v: 1, id: "one", wrapped });
    await keys.putArchive("ada", header("before"));
    await keys.addEntries("ada", "tea", [{ number: 1, box: "AAAA" }], bounds(100));
    await keys.putArchive("ada", header("after"));
    assertEquals(await keys.findArchive("ada"), { header: header("after"), entries: 1 });
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), [{ number: 1, box: "AAAA" }]);
  });

  test("keys.putArchive() begins anew where the header has another id", async (subject) => {
    const { keys } = subject.store;
    const [first, second] = ["one", "two"].map((id) => JSON.stringify({ v: 1, id }));
    for (const person of ["ada", "bob"]) {
      await keys.putArchive(person, first!);
      await keys.addEntries(person, "tea", [{ number: 1, box: "AAAA" }], bounds(4));
    }
    await keys.putArchive("ada", second!);
    assertEquals(await keys.findArchive("ada"), { header: second, entries: 0 });
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), []);
    const entry = { number: 2, box: "BBBB" };
    const late = await keys.addEntries("ada", "tea", [entry], { ...bounds(4), archive: "one" });
    assertEquals(late, "other_archive");
    const refused = await keys.addEntries("ada", "tea", [entry], { ...bounds(4), archive: "two" });
    assertEquals([refused, await keys.readEntries("ada", "tea", 0, 10)], [undefined, [entry]]);
    assertEquals(await keys.findArchive("bob"), { header: first, entries: 1 });
  });

  test("keys.addEntries() without an archive says so", async ({ store: { keys } }) => {
    const refusal = await keys.addEntries("ada", "tea", [{ number: 1, box: "AAAA" }], bounds(100));
    assertEquals(refusal, "no_archive");
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), []);
  });

  test("keys.addEntries() leaves what is there as it is", async ({ store: { keys } }) => {
    await keys.putArchive("ada", "header");
    const [one, two] = [{ number: 1, box: "AAAA" }, { number: 2, box: "BBBB" }];
    assertEquals(await keys.addEntries("ada", "tea", [two], bounds(100)), undefined);
    const again = [one, { number: 2, box: "CCCC" }, { number: 1, box: "DDDD" }];
    assertEquals(await keys.addEntries("ada", "tea", again, bounds(100)), undefined);
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), [one, two]);
    assertEquals((await keys.findArchive("ada")).entries, 2);
  });

  test("keys.addEntries() takes nothing that is for another archive", async ({ store: { keys } }) => {
    await keys.putArchive("ada", JSON.stringify({ v: 1, id: "new" }));
    const add = (archive: string) =>
      keys.addEntries("ada", "tea", [{ number: 1, box: "AAAA" }], { ...bounds(100), archive });
    assertEquals(await add("old"), "other_archive");
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), []);
    assertEquals(await add("new"), undefined);
    await keys.putArchive("ada", "not JSON");
    assertEquals(await add("new"), "other_archive");
  });

  test("keys.addEntries() puts an empty entry in place of what is there, for good", async (subject) => {
    const { keys } = subject.store;
    await keys.putArchive("ada", "header");
    await keys.addEntries("ada", "tea", [{ number: 1, box: "AAAA" }], bounds(8));
    await keys.addEntries(
      "ada",
      "tea",
      [{ number: 1, box: "" }, { number: 2, box: "" }],
      bounds(8),
    );
    const late = [{ number: 1, box: "BBBB" }, { number: 2, box: "BBBB" }, {
      number: 3,
      box: "CCCCDDDD",
    }];
    assertEquals(await keys.addEntries("ada", "tea", late, bounds(8)), undefined);
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), [
      { number: 1, box: "" },
      { number: 2, box: "" },
      { number: 3, box: "CCCCDDDD" },
    ]);
  });

  test("keys.addEntries() counts all rooms, and only what is new", async ({ store: { keys } }) => {
    await keys.putArchive("ada", "header");
    const entries = [{ number: 1, box: "AAAA" }, { number: 2, box: "BBBB" }];
    assertEquals(await keys.addEntries("ada", "tea", entries, bounds(8)), undefined);
    assertEquals(await keys.addEntries("ada", "tea", entries, bounds(8)), undefined);
    const more = [{ number: 3, box: "CCCC" }, { number: 4, box: "DDDD" }];
    assertEquals(await keys.addEntries("ada", "milk", more, bounds(15)), "full");
    assertEquals(await keys.readEntries("ada", "milk", 0, 10), []);
    assertEquals((await keys.findArchive("ada")).entries, 2);
    assertEquals(await keys.addEntries("ada", "milk", more, bounds(16)), undefined);
    await keys.putArchive("bob", "header");
    assertEquals(await keys.addEntries("bob", "tea", entries, bounds(8)), undefined);
  });

  test("keys.addEntries() of a full archive takes what makes it no larger", async (subject) => {
    const { keys } = subject.store;
    await keys.putArchive("ada", "header");
    const [one, two] = [{ number: 1, box: "AAAA" }, { number: 2, box: "BBBB" }];
    await keys.addEntries("ada", "tea", [one, two], bounds(8, 2));
    const gone = [{ number: 1, box: "" }];
    assertEquals(await keys.addEntries("ada", "tea", gone, bounds(4, 2)), undefined);
    assertEquals(await keys.addEntries("ada", "tea", [...gone, two], bounds(4, 2)), undefined);
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), [...gone, two]);
  });

  test("keys.addEntries() refuses more entries than there may be, empty ones too", async (subject) => {
    const { keys } = subject.store;
    await keys.putArchive("ada", "header");
    const entries = [1, 2].map((number) => ({ number, box: "" }));
    assertEquals(await keys.addEntries("ada", "tea", entries, bounds(8, 2)), undefined);
    const more = [{ number: 3, box: "" }];
    assertEquals(await keys.addEntries("ada", "milk", more, bounds(8, 2)), "full");
    assertEquals((await keys.findArchive("ada")).entries, 2);
  });

  test("keys.readEntries() gives those of one room behind a number, oldest first", async (subject) => {
    const { keys } = subject.store;
    await keys.putArchive("ada", "header");
    const entries = [5, 3, 9, 1].map((number) => ({ number, box: `box${number}` }));
    await keys.addEntries("ada", "tea", entries, bounds(100));
    await keys.addEntries("ada", "milk", [{ number: 4, box: "milk" }], bounds(100));
    const read = async (person: string, after: number, limit: number) =>
      (await keys.readEntries(person, "tea", after, limit)).map(({ number }) => number);
    assertEquals(await read("ada", 0, 10), [1, 3, 5, 9]);
    assertEquals(await read("ada", 3, 1), [5]);
    assertEquals(await read("ada", 9, 10), []);
    assertEquals(await read("bob", 0, 10), []);
  });

  test("keys.removeArchive() forgets everything; a new one begins empty", async (subject) => {
    const { keys } = subject.store;
    await keys.putArchive("ada", "header");
    const entries = names("box", 120).map((box, index) => ({ number: index + 1, box }));
    await keys.addEntries("ada", "tea", entries, bounds(1_000));
    await keys.removeArchive("ada");
    assertEquals(await keys.findArchive("ada"), { entries: 0 });
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), []);
    await keys.putArchive("ada", "new");
    assertEquals(
      await keys.addEntries("ada", "tea", [{ number: 1, box: "AAAA" }], bounds(4)),
      undefined,
    );
    assertEquals(await keys.readEntries("ada", "tea", 0, 10), [{ number: 1, box: "AAAA" }]);
    await keys.removeArchive("bob");
  });

  // A guest who signs in

  test("adopt() forgets the guest's keys, and leaves the user's", async ({ store }) => {
    const { keys } = store;
    for (const person of ["ada", bob.id]) {
      await keys.putList(person, deviceList(1, ["d1"]), 0);
      await keys.addPackages(person, "d1", ["p"], "last");
      await keys.putMail(person, "box", "x", 1_000);
      await keys.putArchive(person, "header");
      await keys.addEntries(person, "tea", [{ number: 1, box: "AAAA" }], bounds(100));
    }
    await store.accounts.adopt("ada", bob);
    const kept = async (person: string) => [
      (await keys.findList(person))?.version,
      await keys.stock(person, "d1"),
      await keys.findMail(person, "box", 0),
      await keys.findArchive(person),
      await keys.readEntries(person, "tea", 0, 10),
    ];
    const none = { count: 0, hasLastResort: false };
    assertEquals(await kept("ada"), [undefined, none, undefined, { entries: 0 }, []]);
    assertEquals(await kept(bob.id), [
      1,
      { count: 1, hasLastResort: true },
      "x",
      { header: "header", entries: 1 },
      [{ number: 1, box: "AAAA" }],
    ]);
  });
}

/** Takes all one-time packages of a device. */
async function drain(keys: Store["keys"], person: string, device: string): Promise<string[]> {
  const taken: string[] = [];
  while ((await keys.stock(person, device)).count > 0) {
    taken.push(...(await keys.takePackages(person, [device])).map((one) => one.package));
  }
  return taken;
}
