import { assert, assertEquals, assertRejects } from "@std/assert";
import { Directory } from "../../lib/e2ee/directory.ts";
import { ChatError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { device, KeyOwner } from "../support/key_owner.ts";

/** A directory where Ada and Bob have a room, and Eve has none with anybody. */
class Hall implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly store = new MemoryStore();
  /** Whom somebody asked about, in pairs. */
  readonly asked: string[] = [];
  readonly directory = new Directory({
    keys: this.store.keys,
    shareRoom: (one, other) => {
      this.asked.push(`${one} ${other}`);
      return Promise.resolve([one, other].sort().join() === "ada,bob");
    },
    clock: this.clock,
  });

  /** Puts Ada's first list; gives the id of the one device on it. */
  async begin(owner: KeyOwner): Promise<string> {
    const phone = device();
    await this.directory.put("ada", await owner.list("ada", { devices: [phone] }));
    return phone.id;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.store.close();
  }
}

const owner = await KeyOwner.make();
const other = await KeyOwner.make();

async function codeOf(doing: () => Promise<unknown>): Promise<string> {
  return (await assertRejects(doing, ChatError)).code;
}

// Device lists

Deno.test("Directory.put() takes a first list, and each that follows on it", async () => {
  await using hall = new Hall();
  for (const version of [1, 2, 3]) {
    const list = await owner.list("ada", { version });
    assertEquals(await hall.directory.put("ada", list), { version, devices: 1, isReset: false });
    assertEquals(await hall.directory.find("ada", "ada"), list);
  }
});

Deno.test("Directory.put() refuses a list that does not follow on the newest", async () => {
  await using hall = new Hall();
  const put = async (version: number) =>
    await hall.directory.put("ada", await owner.list("ada", { version }));
  await put(1);
  await put(2);
  for (const version of [1, 2]) assertEquals(await codeOf(() => put(version)), "conflict");
  assertEquals((await hall.store.keys.findList("ada"))?.version, 2);
});

Deno.test("Directory.put() takes a list that follows on newer ones, which a restore has lost", async () => {
  await using hall = new Hall();
  for (const version of [7, 9]) {
    await hall.directory.put("ada", await owner.list("ada", { version }));
    assertEquals((await hall.store.keys.findList("ada"))?.version, version);
  }
  const list = await other.list("ada", { version: 12 });
  assertEquals((await hall.directory.put("ada", list, { reset: true })).version, 12);
});

Deno.test("Directory.put() takes none that is more than 1,000 versions ahead", async () => {
  await using hall = new Hall();
  const put = async (version: number) =>
    await hall.directory.put("ada", await owner.list("ada", { version }));
  assertEquals(await codeOf(() => put(1_001)), "conflict");
  await put(1_000);
  assertEquals(await codeOf(() => put(2_001)), "conflict");
  assertEquals((await put(2_000)).version, 2_000);
});

Deno.test("Directory.put() of two at once takes one", async () => {
  await using hall = new Hall();
  const lists = [await owner.list("ada"), await owner.list("ada")];
  const results = await Promise.allSettled(
    lists.map((list) => hall.directory.put("ada", list)),
  );
  assertEquals(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

Deno.test("Directory.put() takes another identity only as a reset, and a reset only of another one", async () => {
  await using hall = new Hall();
  await hall.begin(owner);
  const [own, another] = [
    await owner.list("ada", { version: 2 }),
    await other.list("ada", { version: 2 }),
  ];
  const reset = { reset: true };
  assertEquals(await codeOf(() => hall.directory.put("ada", another)), "conflict");
  assertEquals(await codeOf(() => hall.directory.put("ada", own, reset)), "conflict");
  assertEquals((await hall.directory.put("ada", another, reset)).isReset, true);
  const next = await owner.list("ada", { version: 3 });
  assertEquals(await codeOf(() => hall.directory.put("ada", next)), "conflict");
});

Deno.test("Directory.put() refuses a reset that does not go on counting", async () => {
  await using hall = new Hall();
  await hall.begin(owner);
  const list = await other.list("ada");
  assertEquals(await codeOf(() => hall.directory.put("ada", list, { reset: true })), "conflict");
});

Deno.test("Directory.put() refuses somebody else's list, and one of a wrong signature", async () => {
  await using hall = new Hall();
  const bobs = await owner.list("bob");
  assertEquals(await codeOf(() => hall.directory.put("ada", bobs)), "bad_request");
  const { signature } = await other.list("ada");
  const forged = { ...await owner.list("ada"), signature };
  assertEquals(await codeOf(() => hall.directory.put("ada", forged)), "bad_request");
  assertEquals(await hall.directory.find("ada", "ada"), undefined);
});

Deno.test("Directory.put() takes 30 lists at once, then one in two minutes", async () => {
  await using hall = new Hall();
  const list = await owner.list("ada");
  const put = () => codeOf(() => hall.directory.put("ada", list));
  await hall.directory.put("ada", list);
  for (let count = 1; count < 30; count++) assertEquals(await put(), "conflict");
  const error = await assertRejects(() => hall.directory.put("ada", list), ChatError);
  assertEquals([error.code, error.retryAfterMs], ["rate_limited", 120_000]);
  await hall.directory.put("bob", await owner.list("bob"));
  hall.clock.advance(120_000);
  assertEquals([await put(), await put()], ["conflict", "rate_limited"]);
});

// Who may ask

Deno.test("Directory.find() tells of oneself and of those with whom one has a room", async () => {
  await using hall = new Hall();
  await hall.begin(owner);
  const list = await hall.directory.find("ada", "ada");
  assert(list);
  assertEquals(await hall.directory.find("bob", "ada"), list);
  assertEquals(await hall.directory.find("ada", "bob"), undefined);
});

Deno.test("Directory tells of others as of nobody, after one and the same question", async () => {
  await using hall = new Hall();
  const phone = await hall.begin(owner);
  const faults: string[] = [];
  for (const person of ["ada", "nobody"]) {
    for (
      const doing of [
        () => hall.directory.find("eve", person),
        () => hall.directory.take("eve", person, [phone]),
      ]
    ) {
      const { code, message } = await assertRejects(doing, ChatError);
      assertEquals(code, "not_found");
      faults.push(message);
    }
  }
  assertEquals(new Set(faults).size, 1);
  assertEquals(hall.asked, ["eve ada", "eve ada", "eve nobody", "eve nobody"]);
});

// Key packages

Deno.test("Directory.supply() fills the stock of a device that is on one's list", async () => {
  await using hall = new Hall();
  const phone = await hall.begin(owner);
  const supply = { packages: ["AAAA", "BBBB"], lastResort: "LAST" };
  assertEquals(await hall.directory.supply("ada", phone, supply), 2);
  assertEquals(await hall.directory.stock("ada", phone), { count: 2, hasLastResort: true });
  assertEquals(await codeOf(() => hall.directory.supply("bob", phone, supply)), "not_found");
  assertEquals(
    await codeOf(() => hall.directory.supply("ada", device().id, supply)),
    "not_found",
  );
});

Deno.test("Directory.take() gives a package of each device, to the other and to oneself", async () => {
  await using hall = new Hall();
  const phone = await hall.begin(owner);
  await hall.directory.supply("ada", phone, { packages: ["AAAA", "BBBB"] });
  const devices = [phone, device().id];
  assertEquals(await hall.directory.take("bob", "ada", devices), [
    { device: phone, package: "AAAA" },
  ]);
  assertEquals(await hall.directory.take("ada", "ada", devices), [
    { device: phone, package: "BBBB" },
  ]);
  assertEquals(await hall.directory.take("ada", "ada", devices), []);
});

Deno.test("Directory.take() gives 30 times at once, then once in 10 s, whosever they are", async () => {
  await using hall = new Hall();
  const phone = await hall.begin(owner);
  const packages = Array.from({ length: keptLimits.packagesPerDevice }, (_, n) => `${1_000 + n}`);
  await hall.directory.supply("ada", phone, { packages });
  for (let count = 0; count < 15; count++) {
    assertEquals((await hall.directory.take("bob", "ada", [phone])).length, 1);
    assertEquals(await hall.directory.take("bob", "bob", [phone]), []);
  }
  const take = (by: string) => hall.directory.take(by, "ada", [phone]);
  const error = await assertRejects(() => take("bob"), ChatError);
  assertEquals([error.code, error.retryAfterMs], ["rate_limited", 10_000]);
  assertEquals((await take("ada")).length, 1);
  hall.clock.advance(10_000);
  assertEquals((await take("bob")).length, 1);
  assertEquals(await codeOf(() => take("bob")), "rate_limited");
  assertEquals((await hall.directory.stock("ada", phone)).count, packages.length - 17);
});
