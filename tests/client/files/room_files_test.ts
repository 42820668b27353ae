import { signal } from "@preact/signals";
import { assertEquals } from "@std/assert";
import { RoomFiles } from "../../../client/files/room_files.ts";
import type { RoomFile } from "../../../client/files/room_file.ts";
import { emptyRoom, receive } from "../../../client/timeline/state.ts";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { bob, deleted, message, welcome } from "../timeline/wire_samples.ts";

interface Answer {
  readonly path: string;
  readonly cutShort: AbortSignal;
  give(files: readonly RoomFile[], next?: string): Promise<void>;
  fail(): Promise<void>;
}

/** The files of a room whose pages the test answers. */
class Stage implements Disposable {
  readonly log = signal(receive(emptyRoom("tea"), welcome({ seq: 10 })));
  readonly asked: Answer[] = [];
  readonly files: RoomFiles = new RoomFiles("tea", {
    log: this.log,
    fetchJson: (path, cutShort) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      this.asked.push({
        path,
        cutShort,
        give: (files, next) => settled(resolve({ files, ...(next && { next }) })),
        fail: () => settled(reject(new Error("no"))),
      });
      return promise;
    },
  });

  static open(): Stage {
    const stage = new Stage();
    stage.files.open();
    return stage;
  }

  hear(...messages: ServerMessage[]): void {
    for (const it of messages) this.log.value = receive(this.log.value, it);
  }

  /** How it stands, and the ids of what is shown. */
  get shown(): unknown[] {
    const { status, older, files } = this.files.state.value;
    return [status, older, ...files.map(({ id }) => id)];
  }

  [Symbol.dispose](): void {
    this.files.close();
  }
}

/** Waits until a promise was heard of. */
async function settled(_done: void): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await Promise.resolve();
}

function file(seq: number): RoomFile {
  return { id: `f${seq}`, name: "tea.txt", size: 1, type: "text/plain", seq, at: seq, from: bob };
}

Deno.test("RoomFiles reads a page, and more of them when asked to", async () => {
  using stage = Stage.open();
  assertEquals(stage.shown, ["loading", "none"]);
  assertEquals(stage.asked[0]!.path, "/api/rooms/tea/files");
  await stage.asked[0]!.give([file(9), file(8)], "8.0 x");
  assertEquals(stage.shown, ["loaded", "more", "f9", "f8"]);
  stage.files.more();
  stage.files.more();
  assertEquals(stage.shown, ["loaded", "loading", "f9", "f8"]);
  assertEquals(stage.asked.slice(1).map(({ path }) => path), [
    "/api/rooms/tea/files?cursor=8.0+x",
  ]);
  await stage.asked[1]!.give([file(7)]);
  assertEquals(stage.shown, ["loaded", "none", "f9", "f8", "f7"]);
  stage.files.more();
  assertEquals(stage.asked.length, 2);
});

Deno.test("RoomFiles follows the log: new files come, deleted ones go", async () => {
  using stage = Stage.open();
  await stage.asked[0]!.give([file(9), file(8)]);
  stage.hear(message(11, { files: [file(11)] }), deleted(12, 8));
  assertEquals(stage.shown, ["loaded", "none", "f11", "f9"]);
});

Deno.test("RoomFiles says what failed, and tries it again", async () => {
  using stage = Stage.open();
  await stage.asked[0]!.fail();
  assertEquals(stage.shown, ["failed", "none"]);
  stage.files.load();
  assertEquals(stage.shown, ["loading", "none"]);
  await stage.asked[1]!.give([file(9)], "c");
  stage.files.more();
  await stage.asked[2]!.fail();
  assertEquals(stage.shown, ["loaded", "failed", "f9"]);
  stage.files.more();
  await stage.asked[3]!.give([file(8)]);
  assertEquals(stage.shown, ["loaded", "none", "f9", "f8"]);
});

Deno.test("RoomFiles begins anew when the log is another one, and hears no old answers", async () => {
  using stage = Stage.open();
  await stage.asked[0]!.give([file(9)], "c");
  stage.files.more();
  stage.hear(welcome({ epoch: "e2", seq: 3 }));
  assertEquals(stage.asked.length, 3);
  assertEquals(stage.asked[1]!.cutShort.aborted, true);
  await stage.asked[1]!.give([file(8)]);
  await stage.asked[2]!.give([file(2)]);
  assertEquals(stage.shown, ["loaded", "none", "f2"]);
});

Deno.test("RoomFiles begins anew when more was changed than is remembered", async () => {
  using stage = Stage.open();
  await stage.asked[0]!.give([file(9)]);
  const gone = Array.from({ length: 1_001 }, (_, index) => deleted(11 + index, 9));
  stage.hear(...gone);
  assertEquals(stage.asked.length, 2);
});

Deno.test("RoomFiles hears nothing any more once it is closed", async () => {
  const stage = Stage.open();
  stage.files.close();
  await stage.asked[0]!.give([file(9)]);
  assertEquals(stage.shown, ["loading", "none"]);
});
