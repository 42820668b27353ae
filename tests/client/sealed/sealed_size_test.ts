import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { mostBytes, paddedSize, sealedSize } from "../../../client/sealed/sealed_size.ts";
import { assertHolds } from "../../support/property.ts";

const sizes = fc.oneof(fc.nat(100_000), fc.nat(2 ** 31 - 1), fc.maxSafeNat().map((n) => n >>> 0))
  .chain((size) => fc.constantFrom(size, size * 128));
/** Twice as many runs as usual: they are cheap. */
const runs = { numRuns: 200 };

for (
  const [bytes, padded] of [
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [8, 8],
    [9, 10],
    [17, 18],
    [255, 256],
    [257, 272],
    [1_000, 1_024],
    [65_535, 65_536],
    [65_536, 65_536],
    [65_537, 67_584],
    [1_000_000, 1_015_808],
    [20_000_000, 20_447_232],
    [2 ** 32 - 1, 2 ** 32],
    [2 ** 32 + 1, 4_362_076_160],
    [1_000_000_000_000, 1_005_022_347_264],
  ] as const
) {
  Deno.test(`paddedSize() makes ${bytes} bytes up to ${padded}`, () => {
    assertEquals(paddedSize(bytes), padded);
  });
}

Deno.test("paddedSize() adds at most 12 %, and nothing to what was made up already", () => {
  assertHolds(
    "sealed-sealed-size-1",
    fc.property(sizes, (bytes) => {
      const padded = paddedSize(bytes);
      assert(padded >= bytes && padded <= bytes * 1.12);
      assertEquals(paddedSize(padded), padded);
    }),
    runs,
  );
});

Deno.test("sealedSize() counts the tag of each chunk", () => {
  assertEquals([0, 3, 65_536, 65_537].map(sealedSize), [16, 19, 65_552, 67_616]);
});

Deno.test("mostBytes() is the last size that fits once it is sealed", () => {
  assertHolds(
    "sealed-sealed-size-2",
    fc.property(sizes, (bound) => {
      const most = mostBytes(bound);
      assert(most < 0 || sealedSize(most) <= bound);
      assert(sealedSize(most + 1) > bound);
    }),
    runs,
  );
});

Deno.test("mostBytes() is below every size where not even nothing fits", () => {
  assertEquals(mostBytes(0), -1);
});
