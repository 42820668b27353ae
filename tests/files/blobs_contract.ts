/** The promises of `Blobs`, as tests: every storage of files has to pass them unchanged. */
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import type { Blobs } from "../../lib/files/blobs.ts";
import { ChatError } from "../../lib/errors.ts";
import { freeBytes } from "../../lib/files/free_bytes.ts";
import { assertHolds } from "../support/property.ts";
import { Random } from "../support/random.ts";
import {
  assertSameBytes,
  BlobsSubject,
  freshBytes,
  freshUpload,
  hashOf,
  sourceOf,
  wholeOf,
} from "./blobs_subject.ts";

/** What differs from storage to storage. */
export interface BlobsContractOptions {
  /** Opens the storage; it may hold files already. Each test closes it. */
  open: () => Promise<Blobs>;
  /** How many bytes of one upload it may hold back before they are kept. */
  heldBytes: number;
  /** Where what it writes is cut, in bytes: ranges across this border are read. */
  borderBytes: number;
  /** Whether the tests are to be left out. */
  ignore?: boolean;
}

/** Registers the tests that every storage of files has to pass; `name` stands before each one's name. */
export function blobsContract(name: string, options: BlobsContractOptions): void {
  const { open, heldBytes, borderBytes, ignore = false } = options;
  function test(sentence: string, run: (subject: BlobsSubject) => Promise<void>): void {
    Deno.test(`${name}: ${sentence}`, { ignore }, async () => {
      await using subject = new BlobsSubject(await open());
      await run(subject);
    });
  }

  // What comes

  test("staged() of an unknown upload is 0, and nothing of it can be read", async (subject) => {
    assertEquals(await subject.blobs.staged(freshUpload()), 0);
    assertEquals((await subject.staged(freshUpload())).length, 0);
  });

  test("append() goes on where the last one ended", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(10)];
    assertEquals(await subject.append(upload, 0, bytes.subarray(0, 1), bytes.subarray(1, 4)), 4);
    assertEquals(await subject.append(upload, 4, bytes.subarray(4, 9)), 9);
    assertEquals(await subject.append(upload, 9, bytes.subarray(9)), 10);
    assertEquals(await subject.blobs.staged(upload), 10);
    assertSameBytes(await subject.staged(upload), bytes);
  });

  test("append() goes on across a border", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(2 * borderBytes + 7)];
    for (const [from, to] of [[0, borderBytes - 3], [borderBytes - 3, bytes.length]] as const) {
      assertEquals(await subject.append(upload, from, bytes.subarray(from, to)), to);
    }
    assertSameBytes(await subject.staged(upload), bytes);
  });

  test("append() is done with each piece when it asks for the next", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(borderBytes + 7)];
    const source = async function* () {
      for (let at = 0; at < bytes.length; at += 1_000) {
        const piece = bytes.slice(at, at + 1_000);
        yield piece;
        piece.fill(0);
        freeBytes(piece);
      }
    };
    await subject.blobs.append(upload, 0, source());
    assertSameBytes(await subject.staged(upload), bytes);
  });

  test("append() at another place than the end is a RangeError", async (subject) => {
    const upload = freshUpload();
    await assertRejects(() => subject.append(upload, 1, freshBytes(1)), RangeError);
    await subject.append(upload, 0, freshBytes(5));
    for (const offset of [0, 4, 6, 500]) {
      await assertRejects(() => subject.append(upload, offset, freshBytes(1)), RangeError);
    }
    assertEquals(await subject.blobs.staged(upload), 5);
  });

  test("append() keeps what came before its source failed, and gives that error", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(borderBytes + 100)];
    const error = new Error("the cable was pulled");
    const parts = [bytes.subarray(0, 50), bytes.subarray(50, borderBytes + 20)];
    const appended = subject.blobs.append(upload, 0, sourceOf(parts, error));
    assertStrictEquals(await assertRejects(() => appended, Error), error);
    assertEquals(await subject.blobs.staged(upload), borderBytes + 20);
    await subject.append(upload, borderBytes + 20, bytes.subarray(borderBytes + 20));
    assertSameBytes(await subject.staged(upload), bytes);
  });

  test("append() from a source that fails at once changes nothing", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(9)];
    const error = new Error("the cable was pulled");
    const fail = (offset: number) => subject.blobs.append(upload, offset, sourceOf([], error));
    assertStrictEquals(await assertRejects(() => fail(0), Error), error);
    assertEquals(await subject.listedStaged(upload), []);
    await subject.append(upload, 0, bytes);
    assertStrictEquals(await assertRejects(() => fail(9), Error), error);
    assertSameBytes(await subject.staged(upload), bytes);
  });

  test("append() of nothing keeps nothing", async (subject) => {
    const upload = freshUpload();
    assertEquals(await subject.append(upload, 0), 0);
    assertEquals(await subject.append(upload, 0, new Uint8Array(0)), 0);
    assertEquals(await subject.listedStaged(upload), []);
    await subject.append(upload, 0, freshBytes(3));
    assertEquals(await subject.append(upload, 3, new Uint8Array(0)), 3);
    assertEquals(await subject.listedStaged(upload), [3]);
  });

  test("append() takes two uploads at the same time", async (subject) => {
    const uploads = await Promise.all(
      Array.from({ length: 2 }, async () => {
        const [upload, bytes] = [freshUpload(), freshBytes(borderBytes * 2 + 5)];
        const parts: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += 9_999) parts.push(bytes.subarray(at, at + 9_999));
        await subject.append(upload, 0, ...parts);
        return { upload, bytes };
      }),
    );
    for (const { upload, bytes } of uploads) {
      assertSameBytes(await subject.staged(upload), bytes);
    }
  });

  test("abandon() drops what came, and may be called again", async (subject) => {
    const upload = freshUpload();
    await subject.append(upload, 0, freshBytes(borderBytes + 1));
    await subject.blobs.abandon(upload);
    assertEquals(await subject.blobs.staged(upload), 0);
    assertEquals(await subject.listedStaged(upload), []);
    await subject.blobs.abandon(upload);
    assertEquals(await subject.append(upload, 0, freshBytes(2)), 2);
  });

  test("listStaged() has every upload, and when it changed", async (subject) => {
    const uploads = [freshUpload(), `${freshUpload()}_-Z`, "a".repeat(100 - 36) + freshUpload()];
    for (const [n, upload] of uploads.entries()) await subject.append(upload, 0, freshBytes(n + 1));
    for (const [n, upload] of uploads.entries()) {
      assertEquals(await subject.listedStaged(upload), [n + 1]);
    }
    for await (const { changedAt } of subject.blobs.listStaged()) {
      assert(changedAt > Date.UTC(2025) && Number.isFinite(changedAt));
    }
  });

  // What becomes a blob

  test("keep() makes a blob of an upload, which then is no more", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(borderBytes + 100)];
    const hash = await hashOf(bytes);
    await subject.append(upload, 0, bytes.subarray(0, 77));
    await subject.append(upload, 77, bytes.subarray(77));
    assertEquals(await subject.blobs.size(hash), undefined);
    await subject.blobs.keep(upload, hash);
    assertEquals(await subject.blobs.size(hash), bytes.length);
    assertSameBytes(await subject.read(hash, 0, bytes.length), bytes);
    assertEquals(await subject.blobs.staged(upload), 0);
    assertEquals(await subject.listedStaged(upload), []);
  });

  test("keep() twice is keep() once", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(100)];
    const hash = await hashOf(bytes);
    await subject.append(upload, 0, bytes);
    await subject.blobs.keep(upload, hash);
    await subject.blobs.keep(upload, hash);
    assertSameBytes(await subject.read(hash, 0, 100), bytes);
    assertEquals(await subject.listed(hash), [100]);
  });

  test("keep() of an upload and a blob that are not there is a RangeError", async (subject) => {
    const hash = await hashOf(freshBytes(9));
    await assertRejects(() => subject.blobs.keep(freshUpload(), hash), RangeError);
    assertEquals(await subject.blobs.size(hash), undefined);
  });

  test("keep() of the same content keeps it once", async (subject) => {
    const bytes = freshBytes(100);
    const hash = await subject.keep(bytes);
    assertEquals(await subject.keep(bytes), hash);
    assertEquals(await subject.listed(hash), [100]);
    await subject.blobs.remove(hash);
    assertEquals(await subject.blobs.size(hash), undefined);
  });

  test("abandon() of an upload that became a blob leaves the blob", async (subject) => {
    const [upload, bytes] = [freshUpload(), freshBytes(100)];
    const hash = await hashOf(bytes);
    await subject.append(upload, 0, bytes);
    await subject.blobs.keep(upload, hash);
    await subject.blobs.abandon(upload);
    assertSameBytes(await subject.read(hash, 0, 100), bytes);
  });

  test("the id of an upload that became a blob may come again", async (subject) => {
    const [upload, first, second] = [freshUpload(), freshBytes(100), freshBytes(50)];
    for (const bytes of [first, second]) {
      await subject.append(upload, 0, bytes);
      await subject.blobs.keep(upload, await hashOf(bytes));
    }
    assertSameBytes(await subject.read(await hashOf(first), 0, 100), first);
    assertSameBytes(await subject.read(await hashOf(second), 0, 50), second);
  });

  // What is read

  test("read() gives any part", async (subject) => {
    const bytes = freshBytes(2 * borderBytes + 1_000);
    const hash = await subject.keep(bytes);
    const n = bytes.length;
    for (
      const [start, end] of [
        [0, 1],
        [n - 1, n],
        [0, n],
        [5, 5],
        [1_000, 2_000],
        [borderBytes - 1, borderBytes],
        [borderBytes, borderBytes + 1],
        [borderBytes - 1, borderBytes + 1],
        [borderBytes - 5, 2 * borderBytes + 5],
        [borderBytes, 2 * borderBytes],
        [n - 2_000, n],
      ] as const
    ) {
      assertSameBytes(await subject.read(hash, start, end), bytes.subarray(start, end));
    }
  });

  test("read() of a blob that is not there fails", async (subject) => {
    const hash = await hashOf(freshBytes(9));
    assertEquals(await subject.blobs.size(hash), undefined);
    const error = await assertRejects(() => subject.read(hash, 0, 1), ChatError);
    assertEquals(error.code, "not_found");
  });

  test("read() of more than there is fails", async (subject) => {
    const hash = await subject.keep(freshBytes(borderBytes));
    for (const start of [0, borderBytes - 1, borderBytes, borderBytes + 1, 3 * borderBytes]) {
      await assertRejects(() => subject.read(hash, start, start + borderBytes + 1), Error);
    }
  });

  test("read() may end early, or never begin", async (subject) => {
    const hash = await subject.keep(freshBytes(3 * borderBytes));
    subject.blobs.read(hash, 0, 9);
    await subject.blobs.read(hash, 0, 9).cancel();
    const reader = subject.blobs.read(hash, 0, 3 * borderBytes).getReader();
    await reader.read();
    await reader.cancel();
    const waiting = subject.blobs.read(hash, 0, 3 * borderBytes).getReader();
    const piece = waiting.read();
    await waiting.cancel();
    await piece;
  });

  test("read() by several at a time gives each the whole", async (subject) => {
    const bytes = freshBytes(2 * borderBytes);
    const hash = await subject.keep(bytes);
    const reads = Array.from({ length: 6 }, () => subject.read(hash, 1, bytes.length));
    for (const read of await Promise.all(reads)) assertSameBytes(read, bytes.subarray(1));
  });

  // What goes

  test("remove() removes a blob, and of none does nothing", async (subject) => {
    const bytes = freshBytes(borderBytes + 1);
    const hash = await subject.keep(bytes);
    await subject.blobs.remove(hash);
    assertEquals(await subject.blobs.size(hash), undefined);
    assertEquals(await subject.listed(hash), []);
    await assertRejects(() => subject.read(hash, 0, 1), ChatError);
    await subject.blobs.remove(hash);
    assertEquals(await subject.keep(bytes), hash);
    assertSameBytes(await subject.read(hash, 0, bytes.length), bytes);
  });

  test("remove() ends a read, or lets it have the rest", async (subject) => {
    const bytes = freshBytes(4 * borderBytes);
    const hash = await subject.keep(bytes);
    const reader = subject.blobs.read(hash, 0, bytes.length).getReader();
    const first = await reader.read();
    await subject.blobs.remove(hash);
    assertEquals(await subject.blobs.size(hash), undefined);
    const parts = [first.value!];
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        parts.push(next.value);
      }
      assertSameBytes(await wholeOf(ReadableStream.from(parts)), bytes);
    } catch (error) {
      assert(error instanceof Error);
    }
  });

  test("list() has every blob once", async (subject) => {
    const hashes = await Promise.all([1, 2, 3].map((size) => subject.keep(freshBytes(size))));
    for (const [n, hash] of hashes.entries()) assertEquals(await subject.listed(hash), [n + 1]);
  });

  // How

  test("a large file goes through in pieces", async (subject) => {
    const { blobs } = subject;
    const pieceBytes = 64 * 1024;
    const bytes = freshBytes(20 * 2 ** 20 + 1);
    const upload = freshUpload();
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        // All but so much is kept by now, so no more can be in memory.
        if (at % 2 ** 20 === 0) assert(at - await blobs.staged(upload) <= heldBytes + pieceBytes);
        yield bytes.subarray(at, at + pieceBytes);
      }
    }
    assertEquals(await blobs.append(upload, 0, source()), bytes.length);
    const hash = await hashOf(bytes);
    await blobs.keep(upload, hash);
    let at = 0;
    for await (const piece of blobs.read(hash, 0, bytes.length)) {
      assert(piece.length > 0 && piece.length <= 2 ** 20);
      assertSameBytes(piece, bytes.subarray(at, at += piece.length));
    }
    assertEquals(at, bytes.length);
  });

  test("what is no id and no hash is a TypeError", async ({ blobs }) => {
    for (const upload of ["", "a/b", "..", ".", "a.b", "\u00e4", "a\0", "a".repeat(101)]) {
      await assertRejects(() => blobs.staged(upload), TypeError);
      await assertRejects(() => blobs.append(upload, 0, sourceOf([])), TypeError);
      await assertRejects(() => blobs.abandon(upload), TypeError);
      await assertRejects(() => blobs.keep(upload, "a".repeat(64)), TypeError);
      assertThrows(() => blobs.readStaged(upload), TypeError);
    }
    for (const hash of ["", "a".repeat(63), "A".repeat(64), `../${"a".repeat(61)}`]) {
      await assertRejects(() => blobs.keep(freshUpload(), hash), TypeError);
      await assertRejects(() => blobs.size(hash), TypeError);
      await assertRejects(() => blobs.remove(hash), TypeError);
      assertThrows(() => blobs.read(hash, 0, 1), TypeError);
    }
  });

  test("bytes that come in any pieces and calls are the same bytes", async (subject) => {
    const length = fc.oneof(fc.nat(20), fc.nat(borderBytes + 20));
    const call = fc.array(length, { maxLength: 3 });
    const calls = fc.array(call, { minLength: 1, maxLength: 4 });
    const ranges = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 4 });
    await assertHolds(
      "files-blobs",
      fc.asyncProperty(calls, ranges, fc.nat(), async (calls, ranges, seed) => {
        const random = new Random(seed);
        const size = calls.flat().reduce((sum, length) => sum + length, 0);
        const bytes = Uint8Array.from({ length: size }, () => random.below(256));
        const upload = freshUpload();
        let end = 0;
        for (const lengths of calls) {
          const from = end;
          const pieces = lengths.map((length) => bytes.subarray(end, end += length));
          assertEquals(await subject.append(upload, from, ...pieces), end);
        }
        assertEquals(await subject.blobs.staged(upload), size);
        if (size === 0) return;
        const hash = await hashOf(bytes);
        await subject.blobs.keep(upload, hash);
        for (const [one, other] of [[0, size] as const, ...ranges]) {
          const [start, end] = [one % (size + 1), other % (size + 1)].sort((a, b) => a - b);
          assertSameBytes(await subject.read(hash, start!, end!), bytes.subarray(start, end));
        }
      }),
      { numRuns: 20 },
    );
  });

  test("close() may be called twice", async ({ blobs }) => {
    await blobs.close();
  });
}
