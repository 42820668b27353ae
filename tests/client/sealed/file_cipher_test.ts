import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { newFileKey, openFile, sealFile } from "../../../client/sealed/file_cipher.ts";
import { chunkBytes, sealedSize, tagBytes } from "../../../client/sealed/sealed_size.ts";
import { Refusal } from "../../../client/platform/refusal.ts";
import { assertHolds } from "../../support/property.ts";

/** The bytes 0 to 31. */
const key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/** Bytes that are not all the same. */
function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(size).map((_, index) => index % 251);
}

async function sealed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await sealFile(new Blob([bytes]), key)).arrayBuffer());
}

/** Opens what comes in pieces of so many bytes. */
async function opened(
  bytes: Uint8Array,
  size: number,
  { piece = 10_000, by = key, progressed = (_: number) => {} } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / piece) },
    (_, index) => bytes.slice(index * piece, (index + 1) * piece),
  );
  const file = await openFile(ReadableStream.from(pieces), { size, key: by }, progressed);
  return new Uint8Array(await file.arrayBuffer());
}

async function assertDamaged(bytes: Uint8Array, size: number, by = key): Promise<void> {
  const refusal = await assertRejects(() => opened(bytes, size, { by }), Refusal);
  assertEquals(refusal.code, "damaged");
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

// Made by another implementation, with the ciphers of OpenSSL.
for (
  const [text, hex] of [
    ["", "367ef8288831557408e102950a16e26a"],
    ["tea", "61b3de9d01e38cd870bdce1d9ef99617f8cb68"],
    ["a cup of tea", "74f6dc8934d45f782e5a3458099c0a62e91b7fae09200182b4b11a9e"],
  ] as const
) {
  Deno.test(`sealFile() seals "${text}" as others do`, async () => {
    assertEquals((await sealed(new TextEncoder().encode(text))).toHex(), hex);
  });
}

for (
  const [size, hash] of [
    [65_536, "438095998135de07eb76696982171f5739bfb1e65f6c3008830f9fd452904d81"],
    [65_537, "de5a66315ae8c50fd1afe8b65dc7963116e265a7f6a1bf419f9c35c69760738a"],
    [200_000, "89282c4d1037d9370a7fd9bc214c4ecd160f389617caa967f762e663f7fec044"],
  ] as const
) {
  Deno.test(`sealFile() seals ${size} bytes, of several chunks or just one, as others do`, async () => {
    assertEquals(await hashOf(await sealed(bytesOf(size))), hash);
  });
}

Deno.test("openFile() gives what was sealed, however it comes", async () => {
  const size = fc.oneof(
    fc.nat(300),
    fc.integer({ min: chunkBytes - 40, max: chunkBytes + 40 }),
    fc.nat(3 * chunkBytes),
  );
  await assertHolds(
    "sealed-file-cipher-1",
    fc.asyncProperty(size, fc.integer({ min: 1, max: 200_000 }), async (size, piece) => {
      const bytes = bytesOf(size);
      const box = await sealed(bytes);
      assertEquals(box.length, sealedSize(size));
      // Small pieces of much would only take long.
      assertEquals(await opened(box, size, { piece: Math.max(piece, size >> 8) }), bytes);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a file of more than is read at once goes through whole", async () => {
  const size = 64 * chunkBytes + 70_000;
  const bytes = bytesOf(size);
  const shares: number[] = [];
  const progressed = (share: number) => void shares.push(share);
  assertEquals(await opened(await sealed(bytes), size, { progressed }), bytes);
  assertEquals(shares.at(-1), 1);
  assertEquals(shares, shares.toSorted((one, other) => one - other));
});

Deno.test("sealFile() tells how far it is, up to the size of the file", async () => {
  const told: number[] = [];
  await sealFile(new Blob([bytesOf(64 * chunkBytes + 1)]), key, (bytes) => told.push(bytes));
  assertEquals(told, [64 * chunkBytes, 64 * chunkBytes + 1]);
});

Deno.test("openFile() refuses a file of which any bit was changed", async () => {
  const size = chunkBytes + 300;
  const box = await sealed(bytesOf(size));
  await assertHolds(
    "sealed-file-cipher-2",
    fc.asyncProperty(fc.nat(box.length * 8 - 1), async (bit) => {
      const changed = box.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await assertDamaged(changed, size);
    }),
    { numRuns: 30 },
  );
});

Deno.test("openFile() refuses a file that was cut anywhere", async () => {
  const size = chunkBytes + 300;
  const box = await sealed(bytesOf(size));
  await assertHolds(
    "sealed-file-cipher-3",
    fc.asyncProperty(fc.nat(box.length - 1), (end) => assertDamaged(box.slice(0, end), size)),
    { numRuns: 30 },
  );
});

Deno.test("openFile() refuses a file that ends with a whole chunk too early or too late", async () => {
  const full = chunkBytes + tagBytes;
  const box = await sealed(bytesOf(3 * chunkBytes));
  for (const [bytes, size] of [[box.slice(0, 2 * full), 2], [box, 2], [box, 4]] as const) {
    await assertDamaged(bytes, size * chunkBytes);
  }
});

Deno.test("openFile() refuses chunks in another order, or one twice", async () => {
  const full = chunkBytes + tagBytes;
  const box = await sealed(bytesOf(3 * chunkBytes));
  const chunks = [0, 1, 2].map((index) => box.subarray(index * full, (index + 1) * full));
  for (const order of [[1, 0, 2], [0, 0, 2], [2, 1, 0], [0, 2, 1]]) {
    const mixed = new Uint8Array(order.flatMap((index) => [...chunks[index]!]));
    await assertDamaged(mixed, 3 * chunkBytes);
  }
});

Deno.test("openFile() refuses what was appended, and reads no further", async () => {
  const size = 1_000;
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    async start(to) {
      to.enqueue(await sealed(bytesOf(size)));
    },
    pull: (to) => to.enqueue(new Uint8Array(1_000)),
    cancel: () => void (isCancelled = true),
  });
  const refusal = await assertRejects(() => openFile(endless, { size, key }), Refusal);
  assertEquals([refusal.code, isCancelled], ["damaged", true]);
});

Deno.test("openFile() refuses another key, and what is none", async () => {
  const box = await sealed(bytesOf(100));
  for (const by of [newFileKey(), "", "AAEC", "no key"]) await assertDamaged(box, 100, by);
});

Deno.test("openFile() refuses a size that is none", async () => {
  const box = await sealed(bytesOf(100));
  for (const size of [-1, 1.5, NaN, Infinity, 2 ** 60]) await assertDamaged(box, size);
});

Deno.test("openFile() passes on why what comes broke off", async () => {
  const broken = new ReadableStream({ pull: (to) => to.error(new TypeError("cut")) });
  await assertRejects(() => openFile(broken, { size: 10, key }), TypeError, "cut");
});

Deno.test("newFileKey() gives 32 bytes, others each time", () => {
  const keys = Array.from({ length: 10 }, newFileKey);
  assert(keys.every((key) => Uint8Array.fromBase64(key).length === 32));
  assertNotEquals(keys[0], keys[1]);
});
