import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { Scheduler } from "fast-check";
import { ChatError } from "../../lib/errors.ts";
import type { Blobs } from "../../lib/files/blobs.ts";
import { Vault } from "../../lib/files/vault.ts";
import type { Files } from "../../lib/store/files.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { contentOf, FileKeep, pieces } from "../support/file_keep.ts";
import { assertHolds } from "../support/property.ts";
import { roomDraft } from "../support/room_draft.ts";
import { noQuotas } from "../store/subject.ts";

Deno.test("Vault.keep() makes a file of an upload, and a blob that nothing removes", async () => {
  await using keep = await FileKeep.open();
  const { hash } = await keep.keep("f1", "tea");
  assertEquals([await keep.vault.collect(), await keep.read("f1")], [0, "tea"]);
  assertEquals(await keep.kept(), { blobs: [hash], staged: [] });
});

Deno.test("Vault.keep() of the same content twice keeps it once, until nobody needs it", async () => {
  await using keep = await FileKeep.open();
  const { hash } = await keep.keep("f1", "tea");
  await keep.keep("f2", "tea");
  assertEquals(await keep.kept(), { blobs: [hash], staged: [] });
  await keep.files.abandon("f1");
  assertEquals([await keep.vault.collect(), await keep.read("f2")], [0, "tea"]);
  await keep.files.abandon("f2");
  assertEquals([await keep.vault.collect(), await keep.kept()], [1, { blobs: [], staged: [] }]);
});

Deno.test("Vault.keep() of an upload that is gone leaves bytes that are collected", async () => {
  await using keep = await FileKeep.open();
  const content = await keep.stage("f1", "tea");
  await keep.files.abandon("f1");
  assertEquals(await keep.vault.keep("f1", content, 0), undefined);
  assertEquals(await keep.vault.collect(), 1);
  assertEquals(await keep.kept(), { blobs: [], staged: [] });
});

Deno.test("Vault.collect() removes more than it asks for at once", async () => {
  await using keep = await FileKeep.open();
  for (let index = 0; index < 205; index++) await keep.files.noteBlob(contentOf(`${index}`).hash);
  assertEquals([await keep.vault.collect(), await keep.vault.collect()], [205, 0]);
});

Deno.test("Vault.collect() asks before each blob whether it may go on", async () => {
  await using keep = await FileKeep.open();
  for (let index = 0; index < 9; index++) await keep.files.noteBlob(contentOf(`${index}`).hash);
  let asked = 0;
  const count = await keep.vault.collect(() => asked++ < 3);
  assertEquals([count, asked, (await keep.files.unneeded(9)).length], [3, 4, 6]);
});

// Where it may end, as when the process dies

for (const step of ["noteBlob", "keep", "finishUpload"] as const) {
  for (const when of ["before", "after"] as const) {
    const what = `Vault.keep() that ends right ${when} ${step}()`;

    Deno.test(`${what} can be done again`, async () => {
      await using keep = await FileKeep.open();
      const content = await keep.stage("f1", "tea");
      keep.break(step, when);
      await assertRejects(() => keep.vault.keep("f1", content, 0), ChatError);
      if (await keep.files.findUpload("f1")) {
        assertEquals((await keep.vault.keep("f1", content, 0))?.id, "f1");
      }
      assertEquals([await keep.vault.collect(), await keep.read("f1")], [0, "tea"]);
      assertEquals(await keep.kept(), { blobs: [content.hash], staged: [] });
    });

    Deno.test(`${what} leaves no bytes that nobody removes, and no file without bytes`, async () => {
      await using keep = await FileKeep.open();
      const content = await keep.stage("f1", "tea");
      keep.break(step, when);
      await assertRejects(() => keep.vault.keep("f1", content, 0), ChatError);
      await keep.vault.collect();
      // Bytes are where the upload can go on, or are those of the file, or are no more.
      const isFile = await keep.files.find("f1") !== undefined;
      const staged = await keep.blobs.staged("f1");
      const { blobs } = await keep.kept();
      assertEquals(blobs, isFile ? [content.hash] : []);
      if (isFile) return assertEquals(await keep.read("f1"), "tea");
      assert(await keep.files.findUpload("f1"));
      if (staged === 0) await keep.blobs.append("f1", 0, pieces("tea"));
      assertEquals((await keep.vault.keep("f1", content, 0))?.id, "f1");
      assertEquals(await keep.read("f1"), "tea");
    });
  }
}

for (const step of ["remove", "forgetBlob"] as const) {
  for (const when of ["before", "after"] as const) {
    Deno.test(`Vault.collect() that ends right ${when} ${step}() can be done again`, async () => {
      await using keep = await FileKeep.open();
      await keep.keep("f1", "tea");
      await keep.files.abandon("f1");
      keep.break(step, when);
      await assertRejects(() => keep.vault.collect(), ChatError);
      await keep.vault.collect();
      assertEquals(await keep.kept(), { blobs: [], staged: [] });
      // And what comes anew stays.
      await keep.keep("f2", "tea");
      assertEquals([await keep.vault.collect(), await keep.read("f2")], [0, "tea"]);
    });
  }
}

// All at once

const texts = ["tea", "coffee"] as const;

type Deed = "collect" | {
  readonly text: (typeof texts)[number];
  /** Whether it is given up again, and whether that waits until it is a file. */
  readonly end: "none" | "soon" | "then";
};

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.constant("collect" as const),
  fc.record({
    text: fc.constantFrom(...texts),
    end: fc.constantFrom("none", "soon", "then"),
  }),
);

/** Has each call begin, and its answer come, when the scheduler says. */
function slow<T extends object>(of: T, scheduler: Scheduler): T {
  return new Proxy(of, {
    get: (_, name) => async (...args: unknown[]) => {
      await scheduler.schedule(Promise.resolve(), `ask ${String(name)}`);
      const method = (of as Record<PropertyKey, (...args: unknown[]) => Promise<unknown>>)[name]!;
      const answer = await method.apply(of, args);
      await scheduler.schedule(Promise.resolve(), `answer ${String(name)}`);
      return answer;
    },
  });
}

/** As much of a storage as the vault uses; contents by their hashes. */
class Shelf implements Pick<Blobs, "keep" | "remove"> {
  readonly staged = new Map<string, string>();
  readonly blobs = new Set<string>();

  keep(upload: string, hash: string): Promise<void> {
    if (!this.staged.delete(upload) && !this.blobs.has(hash)) {
      return Promise.reject(new RangeError());
    }
    this.blobs.add(hash);
    return Promise.resolve();
  }

  remove(hash: string): Promise<void> {
    this.blobs.delete(hash);
    return Promise.resolve();
  }
}

Deno.test("whatever the Vault does at once, files have their bytes, and others are removed", async () => {
  await assertHolds(
    "files-vault",
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(deed, { maxLength: 8 }),
      async (scheduler, deeds) => {
        const store = new MemoryStore();
        await store.createRoom(roomDraft("tea"));
        const shelf = new Shelf();
        const files = slow<Files>(store.files, scheduler);
        const vault = new Vault({ files, blobs: slow<Shelf>(shelf, scheduler) });
        const ids = deeds.map((_, index) => `f${index}`);
        for (const [index, deed] of deeds.entries()) {
          if (deed === "collect") continue;
          const { size } = contentOf(deed.text);
          const upload = { id: ids[index]!, room: "tea", by: "ada", name: "a", size, at: 0 };
          await store.files.begin(upload, noQuotas);
          shelf.staged.set(upload.id, deed.text);
        }
        const done = Promise.all(deeds.map(async (deed, index) => {
          if (deed === "collect") return await vault.collect();
          const id = ids[index]!;
          const kept = vault.keep(id, contentOf(deed.text), 0);
          if (deed.end === "soon") await files.abandon(id);
          await kept;
          if (deed.end === "then") await files.abandon(id);
        }));
        await scheduler.waitFor(done);
        await scheduler.waitFor(new Vault({ files, blobs: shelf }).collect());
        const found = await Promise.all(ids.map((id) => store.files.find(id)));
        const needed = new Set(found.flatMap((file) => file ? [file.hash] : []));
        assertEquals([...shelf.blobs].toSorted(), [...needed].toSorted());
        await store.close();
      },
    ),
    { numRuns: 500 },
  );
});
