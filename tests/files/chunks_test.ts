import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { chunksOf } from "../../lib/files/chunks.ts";
import { assertSameBytes, freshBytes, sourceOf } from "./blobs_subject.ts";

const cases = [
  { pieces: [], length: 3, chunks: [] },
  { pieces: [1], length: 3, chunks: [1] },
  { pieces: [3], length: 3, chunks: [3] },
  { pieces: [2, 2, 2], length: 3, chunks: [3, 3] },
  { pieces: [0, 7, 0], length: 3, chunks: [3, 3, 1] },
  { pieces: [7], length: 3, first: 1, chunks: [1, 3, 3] },
  { pieces: [1], length: 3, first: 2, chunks: [1] },
  { pieces: [70_000, 70_000, 70_000], length: 200_000, chunks: [200_000, 10_000] },
];

for (const { pieces, chunks, ...options } of cases) {
  Deno.test(`chunksOf() makes [${chunks}] of [${pieces}] by ${Object.values(options)}`, async () => {
    const bytes = pieces.map((length) => freshBytes(length));
    const made = await Array.fromAsync(chunksOf(sourceOf(bytes), options));
    assertEquals(made.map((chunk) => chunk.length), chunks);
    assertSameBytes(await joined(made), await joined(bytes));
  });
}

Deno.test("chunksOf() gives what came before its source failed, then the error", async () => {
  const error = new Error("the cable was pulled");
  const chunks = chunksOf(sourceOf([freshBytes(5)], error), { length: 3 });
  const lengths: number[] = [];
  const read = async () => {
    for await (const chunk of chunks) lengths.push(chunk.length);
  };
  assertStrictEquals(await assertRejects(read, Error), error);
  assertEquals(lengths, [3, 2]);
});

Deno.test("chunksOf() ends its source when nobody reads on", async () => {
  let isEnded = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield* sourceOf([freshBytes(2)]);
    } finally {
      isEnded = true;
    }
  }
  for await (const _ of chunksOf(source(), { length: 3 })) break;
  assertEquals(isEnded, true);
});

async function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array> {
  return new Uint8Array(await new Blob([...parts]).arrayBuffer());
}
