import { assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { loadSecretKey } from "../../lib/store/secret_key.ts";
import { OperatorError } from "../../lib/errors.ts";

const name = "guests.key";
/** Windows keeps no such modes. */
const hasNoModes = Deno.build.os === "windows";

/** A data folder that is not there yet, in a place that removes itself. */
class Place implements AsyncDisposable {
  /** The data folder. */
  readonly folder: string;

  private constructor(readonly path: string) {
    this.folder = join(path, "data");
  }

  static async open(): Promise<Place> {
    return new Place(await Deno.makeTempDir({ prefix: "parley-test-" }));
  }

  /** Puts `bytes` where the key belongs. */
  async put(bytes: Uint8Array): Promise<string> {
    await Deno.mkdir(this.folder, { recursive: true });
    const path = join(this.folder, name);
    await Deno.writeFile(path, bytes);
    return path;
  }

  /** What the data folder holds. */
  async names(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(this.folder));
    return entries.map((entry) => entry.name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** The last nine bits of a file's or folder's mode. */
async function modeOf(path: string): Promise<number> {
  return (await Deno.stat(path)).mode! & 0o777;
}

Deno.test("loadSecretKey() makes 32 bytes and keeps them at the first start", async () => {
  await using place = await Place.open();
  const key = await loadSecretKey(place.folder, name);
  assertEquals(key.length, 32);
  assertNotEquals(key, new Uint8Array(32));
  assertEquals(await Deno.readFile(join(place.folder, name)), key);
});

Deno.test({
  name: "loadSecretKey() keeps others from reading the file (0600) and the folder (0700)",
  ignore: hasNoModes,
  async fn() {
    await using place = await Place.open();
    await loadSecretKey(place.folder, name);
    assertEquals(await modeOf(join(place.folder, name)), 0o600);
    assertEquals(await modeOf(place.folder), 0o700);
  },
});

Deno.test("loadSecretKey() gives the same key at the second start", async () => {
  await using place = await Place.open();
  const first = await loadSecretKey(place.folder, name);
  assertEquals(await loadSecretKey(place.folder, name), first);
});

Deno.test("loadSecretKey() uses a key of 32 bytes that was put there", async () => {
  await using place = await Place.open();
  const given = Uint8Array.from({ length: 32 }, (_, n) => n);
  await place.put(given);
  assertEquals(await loadSecretKey(place.folder, name), given);
});

Deno.test("loadSecretKey() makes the folders above the data folder", async () => {
  await using place = await Place.open();
  const folder = join(place.folder, "deep", "down");
  assertEquals(await loadSecretKey(folder, name), await Deno.readFile(join(folder, name)));
});

Deno.test("loadSecretKey() makes another key for another name, and for another folder", async () => {
  await using place = await Place.open();
  await using other = await Place.open();
  const key = await loadSecretKey(place.folder, name);
  assertNotEquals(await loadSecretKey(place.folder, "other.key"), key);
  assertNotEquals(await loadSecretKey(other.folder, name), key);
});

Deno.test("loadSecretKey() gives the same key to all who start at once", async () => {
  await using place = await Place.open();
  const keys = await Promise.all(
    Array.from({ length: 20 }, () => loadSecretKey(place.folder, name)),
  );
  const kept = await Deno.readFile(join(place.folder, name));
  assertEquals(keys, keys.map(() => kept));
});

Deno.test("loadSecretKey() leaves nothing but the key in the folder", async () => {
  await using place = await Place.open();
  await Promise.all(Array.from({ length: 20 }, () => loadSecretKey(place.folder, name)));
  assertEquals(await place.names(), [name]);
});

for (const bytes of [0, 1, 31, 33, 64]) {
  Deno.test(`loadSecretKey() refuses a key of ${bytes} bytes, names its file and leaves it`, async () => {
    await using place = await Place.open();
    const damaged = new Uint8Array(bytes).fill(1);
    const path = await place.put(damaged);
    const error = await assertRejects(() => loadSecretKey(place.folder, name), OperatorError);
    assertStringIncludes(error.message, `"${path}"`);
    assertStringIncludes(error.message, "damaged");
    assertEquals(await Deno.readFile(path), damaged);
  });
}

Deno.test("loadSecretKey() refuses a folder that is a file, and says how to choose another", async () => {
  await using place = await Place.open();
  await Deno.writeTextFile(place.folder, "not a folder");
  const error = await assertRejects(() => loadSecretKey(place.folder, name), OperatorError);
  assertStringIncludes(error.message, `"${place.folder}"`);
  assertStringIncludes(error.message, "--data");
  assertEquals(await Deno.readTextFile(place.folder), "not a folder");
});

Deno.test("loadSecretKey() refuses a folder below a file", async () => {
  await using place = await Place.open();
  await Deno.writeTextFile(place.folder, "not a folder");
  const folder = join(place.folder, "below");
  const error = await assertRejects(() => loadSecretKey(folder, name), OperatorError);
  assertStringIncludes(error.message, `"${folder}"`);
});

Deno.test("loadSecretKey() refuses a key that is a folder", async () => {
  await using place = await Place.open();
  await Deno.mkdir(join(place.folder, name), { recursive: true });
  const error = await assertRejects(() => loadSecretKey(place.folder, name), OperatorError);
  assertStringIncludes(error.message, `"${place.folder}"`);
});

Deno.test("loadSecretKey() says what is wrong on one line", async () => {
  await using place = await Place.open();
  await Deno.writeTextFile(place.folder, "");
  const error = await assertRejects(() => loadSecretKey(place.folder, name), OperatorError);
  assertEquals(error.message.split("\n").length, 1);
});
