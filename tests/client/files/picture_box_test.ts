import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { boxOf, columnsOf, heightOf, shownKindOf } from "../../../client/files/picture_box.ts";
import { assertHolds } from "../../support/property.ts";

for (
  const [width, height, box] of [
    [1_600, 1_000, { width: 400, height: 250 }],
    [1_000, 1_600, { width: 200, height: 320 }],
    [400, 320, { width: 400, height: 320 }],
    [16, 16, { width: 16, height: 16 }],
    [100_000, 1, { width: 400, height: 1 }],
    [1, 100_000, { width: 1, height: 320 }],
    [0, 0, { width: 320, height: 240 }],
    [-5, 10, { width: 320, height: 240 }],
    [NaN, 10, { width: 320, height: 240 }],
  ] as const
) {
  Deno.test(`boxOf() gives a picture of ${width} × ${height} its space`, () => {
    assertEquals(boxOf({ type: "image/png", width, height }), box);
  });
}

Deno.test("boxOf() gives a picture of which nothing is known a fixed space", () => {
  assertEquals(boxOf({ type: "image/png" }), { width: 320, height: 240 });
});

Deno.test("a sealed picture that is too large to open unasked stands there as a document", () => {
  const large = { type: "image/png", key: "k", size: 26_214_401 };
  assertEquals(shownKindOf(large), "other");
  assertEquals(shownKindOf({ ...large, size: 26_214_400 }), "image");
});

Deno.test("what is not sealed, or has a smaller picture, is a picture at any size", () => {
  const large = { type: "image/png", size: 26_214_401 };
  assertEquals(shownKindOf(large), "image");
  assertEquals(shownKindOf({ ...large, key: "k", thumbnail: "t" }), "image");
});

Deno.test("boxOf() enlarges a film, for its controls", () => {
  assertEquals(boxOf({ type: "video/webm", width: 160, height: 90 }), { width: 400, height: 225 });
  assertEquals(boxOf({ type: "video/webm", width: 90, height: 160 }), { width: 180, height: 320 });
});

Deno.test("boxOf() never gives more than its bounds, and keeps the shape", () => {
  const side = fc.integer({ min: 1, max: 100_000 });
  assertHolds(
    "client-picture-box",
    fc.property(side, side, (width, height) => {
      const box = boxOf({ type: "image/png", width, height });
      assert(box.width >= 1 && box.width <= Math.min(400, width));
      assert(box.height >= 1 && box.height <= Math.min(320, height));
      // Up to half a pixel that rounding takes on either side.
      const scale = Math.max(box.width / width, box.height / height);
      assert(Math.abs(box.width - width * scale) <= Math.max(1, width / height));
      assert(Math.abs(box.height - height * scale) <= Math.max(1, height / width));
    }),
  );
});

Deno.test("columnsOf() makes neat rows", () => {
  assertEquals([0, 1, 2, 3, 4, 5, 6, 9, 10].map(columnsOf), [1, 1, 2, 3, 2, 3, 3, 3, 3]);
});

Deno.test("heightOf() adds up what files take: tiles share their rows, a single picture has its own", () => {
  const wide = { id: "w", name: "w", size: 1, type: "image/png", width: 800, height: 400 };
  const paper = { ...wide, type: "application/pdf" };
  const sound = { ...wide, type: "audio/wav" };
  assertEquals(heightOf([]), 0);
  assertEquals(heightOf([wide]), 200);
  assertEquals(heightOf([wide, paper, sound]), 200 + 56 + 80);
  assertEquals(heightOf([wide, paper, wide]), 200 + 56);
  assertEquals(heightOf(Array(4).fill(wide)), 2 * 200);
  assertEquals(Math.round(heightOf(Array(7).fill(wide))), 400);
});
