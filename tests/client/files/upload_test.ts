import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import { Upload } from "../../../client/files/upload.ts";
import type { PreparedFile, UploadSource } from "../../../client/files/upload.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { FakeUploader, settled } from "./fake_uploader.ts";

/** An upload of ten bytes on a network that the test plays. */
class Stage {
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly uploader = new FakeUploader();
  readonly upload: Upload;
  prepared: PreparedFile = { content: new Blob(["0123456789"]) };

  constructor(source: Partial<UploadSource> = {}) {
    this.upload = new Upload({
      name: "tea.txt",
      room: () => "tea",
      prepare: () => Promise.resolve(this.prepared),
      ...source,
    }, {
      clock: this.clock,
      surroundings: this.network,
      uploader: this.uploader,
      random: () => 0.5,
    });
  }

  async run(): Promise<void> {
    void this.upload.run();
    await settled();
  }

  /** The first half has left when the network is cut. */
  async cutHalfway(): Promise<void> {
    await this.run();
    await this.uploader.last.progress(5);
    await this.uploader.last.cut();
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }

  get state(): unknown {
    return this.upload.state.value;
  }

  get kind(): string {
    return this.upload.state.value.kind;
  }
}

Deno.test("Upload.run() tells how much has left, and what came of it", async () => {
  const stage = new Stage();
  assertEquals(stage.state, { kind: "waiting" });
  await stage.run();
  assertEquals(stage.state, { kind: "sending", share: 0 });
  await stage.uploader.last.progress(5);
  assertEquals(stage.state, { kind: "sending", share: 0.5 });
  await stage.uploader.last.finish("f1");
  const file = { id: "f1", name: "tea.txt", size: 10, type: "" };
  assertEquals(stage.state, { kind: "done", file });
  assertEquals(stage.upload.path, "/api/rooms/tea/files/f1");
  assertEquals(stage.clock.pending, 0);
});

Deno.test("Upload.run() sends the thumbnail first, and names it", async () => {
  const stage = new Stage();
  const thumbnail = { name: "thumbnail.webp", content: new Blob(["small"]) };
  stage.prepared = { ...stage.prepared, width: 640, height: 480, thumbnail };
  await stage.run();
  assertEquals(stage.uploader.last.shipment?.metadata, { filename: "thumbnail.webp" });
  await stage.uploader.last.finish("t1");
  const metadata = { filename: "tea.txt", width: "640", height: "480", thumbnail: "t1" };
  assertEquals(stage.uploader.last.shipment?.metadata, metadata);
  await stage.uploader.last.finish("f1");
  const file = { id: "f1", name: "tea.txt", size: 10, type: "" };
  assertEquals(stage.state, { kind: "done", file, thumbnail: "t1" });
});

Deno.test("Upload.run() goes without a thumbnail that was refused", async () => {
  const stage = new Stage();
  const thumbnail = { name: "thumbnail.webp", content: new Blob(["small"]) };
  stage.prepared = { ...stage.prepared, thumbnail };
  await stage.run();
  await stage.uploader.last.refuse("quota");
  assertEquals(stage.uploader.last.shipment?.metadata, { filename: "tea.txt" });
});

Deno.test("Upload.run() goes on with the same transfer after a pause when the network is cut", async () => {
  const stage = new Stage();
  await stage.cutHalfway();
  assertEquals(stage.state, { kind: "paused", share: 0.5 });
  await stage.pass(1_000);
  await stage.uploader.last.progress(6);
  assertEquals(stage.state, { kind: "sending", share: 0.6 });
  assertEquals([stage.uploader.transfers.length, stage.uploader.last.runs], [1, 2]);
});

Deno.test("Upload.run() keeps trying for as long as nothing refuses it", async () => {
  const stage = new Stage();
  await stage.run();
  for (let minutes = 0; minutes < 60; minutes++) {
    await stage.uploader.last.cut();
    await stage.pass(60_000);
  }
  assertEquals(stage.uploader.last.runs, 61);
});

for (const change of ["online", "visible"] as const) {
  Deno.test(`Upload.run() goes on at once when the page is ${change}`, async () => {
    const stage = new Stage();
    await stage.cutHalfway();
    stage.network.go(change);
    await settled();
    assertEquals(stage.uploader.last.runs, 2);
  });
}

Deno.test("Upload.run() gives up a connection from which nothing is heard", async () => {
  const stage = new Stage();
  await stage.run();
  await stage.uploader.last.progress(5);
  await stage.pass(59_999);
  assertEquals(stage.kind, "sending");
  await stage.pass(1);
  assertEquals(stage.kind, "paused");
});

Deno.test("Upload.run() gives up a silent connection sooner when the network is back", async () => {
  const stage = new Stage();
  await stage.run();
  await stage.pass(4_999);
  stage.network.go("online");
  await settled();
  assertEquals(stage.kind, "sending");
  await stage.pass(1);
  stage.network.go("online");
  await settled();
  assertEquals(stage.kind, "paused");
});

Deno.test("Upload.run() ends with a refusal, and can be run once more", async () => {
  const stage = new Stage();
  await stage.run();
  await stage.uploader.last.refuse("quota");
  assertEquals(stage.kind, "failed");
  stage.upload.reset();
  assertEquals(stage.kind, "waiting");
  await stage.run();
  await stage.uploader.last.finish("f1");
  assertEquals(stage.kind, "done");
});

Deno.test("Upload.run() ends when the file cannot be read", async () => {
  const refusal = new Refusal("unreadable", "Cannot read it");
  const stage = new Stage({ prepare: () => Promise.reject(refusal) });
  await stage.run();
  assertEquals(stage.state, { kind: "failed", failure: refusal });
});

Deno.test("Upload.run() ends when the file is gone while the network is", async () => {
  const stage = new Stage();
  await stage.run();
  const { content } = stage.prepared;
  content.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) as never;
  await stage.uploader.last.cut();
  assertEquals(stage.kind, "failed");
});

Deno.test("Upload.run() only looks for a file that was brought earlier", async () => {
  const stage = new Stage({ path: "/api/rooms/tea/files/f1" });
  await stage.run();
  assertEquals(stage.uploader.last.path, "/api/rooms/tea/files/f1");
  await stage.uploader.last.refuse("not_found");
  assertEquals(stage.kind, "failed");
});

Deno.test("Upload.cancel() has the server forget it, before it began and when it is there too", async () => {
  const stage = new Stage();
  await stage.run();
  await stage.uploader.last.finish("f1");
  stage.upload.cancel();
  assertEquals(stage.uploader.last.isAbandoned, true);
  const other = new Stage();
  other.upload.cancel();
  await other.run();
  assertEquals(other.uploader.transfers, []);
});

for (const isPaused of [false, true]) {
  Deno.test(`Upload.cancel() ends a run, paused: ${isPaused}`, async () => {
    const stage = new Stage();
    const run = stage.upload.run();
    await settled();
    if (isPaused) await stage.uploader.last.cut();
    stage.upload.cancel();
    await run;
    assertEquals(stage.uploader.last.isAbandoned, true);
    assertEquals(stage.clock.pending, 0);
  });
}
