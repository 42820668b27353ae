import { assertEquals } from "@std/assert";
import { Upload } from "../../../client/files/upload.ts";
import { UploadQueue } from "../../../client/files/upload_queue.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { FakeUploader, settled } from "./fake_uploader.ts";

/** A queue with some uploads, named by their numbers from 0 on. */
class Stage {
  readonly queue = new UploadQueue();
  readonly uploader = new FakeUploader();
  readonly uploads: readonly Upload[];

  constructor(count: number) {
    const parts = {
      clock: new FakeClock(),
      surroundings: new FakeNetwork(),
      uploader: this.uploader,
      random: () => 0.5,
    };
    this.uploads = Array.from({ length: count }, (_, index) =>
      new Upload({
        name: String(index),
        room: () => "tea",
        prepare: () => Promise.resolve({ content: new Blob(["x"]) }),
      }, parts));
  }

  static async filled(count: number): Promise<Stage> {
    const stage = new Stage(count);
    for (const upload of stage.uploads) stage.queue.add(upload);
    await settled();
    return stage;
  }

  /** Names of those that have begun, in this order. */
  get begun(): string[] {
    return this.uploader.transfers.map(({ name }) => name);
  }
}

Deno.test("UploadQueue.add() sends two at a time, in the order in which they came", async () => {
  const stage = await Stage.filled(4);
  assertEquals(stage.begun, ["0", "1"]);
  await stage.uploader.transfers[1]!.finish("f1");
  assertEquals(stage.begun, ["0", "1", "2"]);
  await stage.uploader.transfers[0]!.refuse("quota");
  assertEquals(stage.begun, ["0", "1", "2", "3"]);
});

Deno.test("UploadQueue.add() sends one that failed once more, behind the others", async () => {
  const stage = await Stage.filled(3);
  await stage.uploader.transfers[0]!.refuse("quota");
  stage.queue.add(stage.uploads[0]!);
  assertEquals(stage.uploads[0]!.state.value.kind, "waiting");
  await stage.uploader.transfers[1]!.finish("f1");
  assertEquals(stage.uploader.transfers[0]!.runs, 2);
});

Deno.test("UploadQueue.cancel() takes out one that waits, and makes place for one that runs", async () => {
  const stage = await Stage.filled(4);
  stage.queue.cancel(stage.uploads[2]!);
  stage.queue.cancel(stage.uploads[0]!);
  await settled();
  assertEquals(stage.begun, ["0", "1", "3"]);
});
