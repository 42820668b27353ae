import { assertEquals } from "@std/assert";
import { fitted, thumbnailSize } from "../../../client/files/thumbnail_size.ts";

const cases: [string, Parameters<typeof thumbnailSize>[0], ReturnType<typeof thumbnailSize>][] = [
  ["a small one", { type: "image/png", bytes: 400_000, width: 1_280, height: 9 }, undefined],
  [
    "one of many bytes",
    { type: "image/png", bytes: 400_001, width: 1_000, height: 500 },
    { width: 800, height: 400 },
  ],
  [
    "one of many pixels",
    { type: "image/jpeg", bytes: 1, width: 1_000, height: 2_000 },
    { width: 400, height: 800 },
  ],
  ["a GIF that may move", { type: "image/gif", bytes: 2e6, width: 2_000, height: 9 }, undefined],
  [
    "a large GIF",
    { type: "image/gif", bytes: 2e6 + 1, width: 400, height: 300 },
    { width: 400, height: 300 },
  ],
];

for (const [name, picture, size] of cases) {
  Deno.test(`thumbnailSize() of ${name}`, () => assertEquals(thumbnailSize(picture), size));
}

Deno.test("fitted() leaves a pixel of the shorter side", () => {
  assertEquals(fitted({ width: 100_000, height: 3 }), { width: 800, height: 1 });
});
