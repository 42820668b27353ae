import { assertEquals, assertRejects } from "@std/assert";
import { LateUploader } from "../../../client/files/late_uploader.ts";
import { FakeUploader, settled } from "./fake_uploader.ts";

const shipment = { room: "tea", content: new Blob(["x"]), metadata: { filename: "a" } };

Deno.test("LateUploader loads when something is to leave, and again when that failed", async () => {
  const uploader = new FakeUploader();
  const loads = [() => Promise.reject(new Error("offline")), () => Promise.resolve(uploader)];
  const transfer = new LateUploader(() => loads.shift()!()).send(shipment);
  assertEquals(loads.length, 2);
  await assertRejects(() => transfer.run(() => {}), Error, "offline");
  const run = transfer.run(() => {});
  await settled();
  await uploader.last.finish("f1");
  assertEquals((await run).id, "f1");
  assertEquals(transfer.path, "/api/rooms/tea/files/f1");
});

Deno.test("LateUploader lets a transfer be stopped while it loads", async () => {
  const transfer = new LateUploader(() => new Promise(() => {})).find("/f1");
  const run = transfer.run(() => {});
  transfer.stop();
  await assertRejects(() => run, Error, "stopped");
  const again = transfer.run(() => {});
  transfer.abandon();
  await assertRejects(() => again, Error, "stopped");
});
