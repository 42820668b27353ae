import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import { newFileKey, sealFile } from "../../../client/sealed/file_cipher.ts";
import type { SealedAttachment } from "../../../client/sealed/sealed.ts";
import { VaultedFiles } from "../../../client/sealed/sealed_files.ts";
import { sealedSize } from "../../../client/sealed/sealed_size.ts";
import type { VaultChange, VaultKey } from "../../../client/sealed/vault.ts";
import type { Shipment } from "../../../client/files/uploader.ts";
import { mediaKindOf } from "../../../lib/wire/inline_types.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { until } from "../../support/until.ts";
import { FakeUploader } from "../files/fake_uploader.ts";
import { hostileFiles } from "../files/hostile_files.ts";

/** The files of one person, a server that the test plays, and a vault in memory. */
class Stage {
  readonly plain = new FakeUploader();
  readonly clock = new FakeClock();
  readonly kept = new Map<string, unknown>();
  /** What the server has, by the path. */
  readonly served = new Map<string, () => Response | Promise<Response>>();
  readonly asked: string[] = [];
  vaultFails = false;
  readonly files = new VaultedFiles({
    clock: this.clock,
    vault: {
      get: <T>(key: VaultKey) =>
        Promise.resolve(this.kept.get(JSON.stringify(key)) as T | undefined),
      write: (changes) => this.#write(changes),
    },
    fetch: async (path, { signal }) => {
      this.asked.push(path);
      const answer = await (this.served.get(path) ?? (() => new Response(null, { status: 404 })))();
      signal?.throwIfAborted();
      return answer;
    },
  });
  readonly uploader = this.files.uploader(this.plain);

  /** Begins to upload something; resolves when its bytes are about to leave. */
  async begin(content: Blob, metadata: Shipment["metadata"]) {
    const earlier = this.plain.transfers.length;
    const transfer = this.uploader.send({ room: "direct.x", content, metadata });
    const shares: number[] = [];
    const file = transfer.run((bytes) => void shares.push(bytes));
    await until(() => this.plain.transfers.at(earlier)?.runs === 1);
    return { transfer, file, shares };
  }

  /** Uploads something. */
  async upload(id: string, content: Blob, metadata: Shipment["metadata"]) {
    const { file } = await this.begin(content, metadata);
    await this.plain.last.finish(id);
    return await file;
  }

  /** What the server has of what was uploaded last is to be had. */
  async serve(id: string): Promise<void> {
    const content = this.plain.last.shipment!.content;
    this.served.set(`/files/${id}/sealed`, () => new Response(content));
    await Promise.resolve();
  }

  /** Somebody sends a file. */
  async receive(content: BlobPart, type: string, id = "f1"): Promise<SealedAttachment> {
    const blob = new Blob([content]);
    const key = newFileKey();
    const sealed = await sealFile(blob, key);
    this.served.set(`/files/${id}/sealed`, () => new Response(sealed));
    return { id, key, name: "file", size: blob.size, type };
  }

  #write(changes: readonly VaultChange[]): Promise<void> {
    if (this.vaultFails) return Promise.reject(new Error("full"));
    for (const { key, value } of changes) {
      if (value === undefined) this.kept.delete(JSON.stringify(key));
      else this.kept.set(JSON.stringify(key), JSON.parse(JSON.stringify(value)));
    }
    return Promise.resolve();
  }
}

const tea = new Blob(["tea for two"], { type: "text/plain" });
const picture = new Blob(["a picture"], { type: "image/png" });

async function codeOf(rejecting: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => rejecting, Refusal)).code;
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

Deno.test("an uploaded file is what it was, and the server is told only that it is sealed", async () => {
  const stage = new Stage();
  const metadata = { filename: "plan.png", width: "640", height: "480", thumbnail: "t1" };
  const file = await stage.upload("f1", picture, metadata);
  assertEquals(file, {
    id: "f1",
    name: "plan.png",
    size: 9,
    type: "image/png",
    width: 640,
    height: 480,
  });
  const { content, metadata: told, room } = stage.plain.last.shipment!;
  assertEquals(told, { filename: "sealed" });
  assertEquals([room, content.size, content.type], ["direct.x", sealedSize(9), ""]);
  assert(!(await content.text()).includes("picture"));
});

Deno.test("findFile() knows what was uploaded, its smaller picture too", async () => {
  const stage = new Stage();
  await stage.upload("t1", new Blob(["small"], { type: "image/webp" }), { filename: "t.webp" });
  await stage.upload("f1", picture, { filename: "a.png", thumbnail: "t1" });
  const { key, thumbnail, ...file } = (await stage.files.findFile("f1"))!;
  assertEquals(file, { id: "f1", name: "a.png", size: 9, type: "image/png" });
  assertEquals([thumbnail?.id, thumbnail?.size, thumbnail?.type], ["t1", 5, "image/webp"]);
  assertNotEquals(key, thumbnail!.key);
  assertEquals(await stage.files.findFile("f2"), undefined);
  await stage.files.forgetFiles(["f1", "t1"]);
  assertEquals(stage.kept.size, 0);
});

Deno.test("what was uploaded can be opened", async () => {
  const stage = new Stage();
  await stage.upload("f1", picture, { filename: "a.png" });
  await stage.serve("f1");
  const opened = await stage.files.open((await stage.files.findFile("f1"))!);
  assertEquals([await opened.text(), opened.type], ["a picture", "image/png"]);
});

Deno.test("a type is the one that browsers know it by, and never none", async () => {
  const stage = new Stage();
  const types = [];
  for (const type of ["audio/x-m4a", "video/webm;codecs=vp9", ""]) {
    types.push((await stage.upload("f", new Blob(["x"], { type }), { filename: "x" })).type);
  }
  assertEquals(types, ["audio/mp4", "video/webm", "application/octet-stream"]);
});

Deno.test("an upload goes on after a cut network with the same bytes", async () => {
  const stage = new Stage();
  const { transfer, file } = await stage.begin(tea, { filename: "tea.txt" });
  const sent = stage.plain.last.shipment!.content;
  const failed = assertRejects(() => file, Error, "cut");
  await stage.plain.last.cut();
  await failed;
  const again = transfer.run(() => {});
  await until(() => stage.plain.last.runs === 2);
  await stage.plain.last.finish("f1");
  assertEquals((await again).size, tea.size);
  assertEquals(stage.plain.transfers.length, 1);
  assert(stage.plain.last.shipment!.content === sent);
});

Deno.test("progress is in bytes of the file itself", async () => {
  const stage = new Stage();
  const content = new Blob([new Uint8Array(200_000)]);
  const { file, shares } = await stage.begin(content, { filename: "a" });
  const { size } = stage.plain.last.shipment!.content;
  await stage.plain.last.progress(size / 2);
  await stage.plain.last.progress(size);
  assertEquals(shares, [0, 100_000, 200_000]);
  await stage.plain.last.finish("f1");
  await file;
});

Deno.test("what cannot be remembered is not there, and may be tried again", async () => {
  const stage = new Stage();
  const { transfer, file } = await stage.begin(tea, { filename: "tea.txt" });
  stage.vaultFails = true;
  const failed = assertRejects(() => file, Error, "full");
  await stage.plain.last.finish("f1");
  await failed;
  stage.vaultFails = false;
  const again = transfer.run(() => {});
  await until(() => stage.plain.last.runs === 2);
  await stage.plain.last.finish("f1");
  assertEquals((await again).name, "tea.txt");
});

Deno.test("an upload that is given up leaves nothing, neither here nor there", async () => {
  const stage = new Stage();
  const { transfer, file } = await stage.begin(tea, { filename: "tea.txt" });
  await stage.plain.last.finish("f1");
  await file;
  transfer.abandon();
  assertEquals([stage.kept.size, stage.plain.last.isAbandoned], [0, true]);
});

Deno.test("an upload that is given up while it is sealed never leaves", async () => {
  const stage = new Stage();
  const transfer = stage.uploader.send({ room: "direct.x", content: tea, metadata: {} });
  const failed = assertRejects(() => transfer.run(() => {}), Error);
  transfer.abandon();
  await failed;
  // The run ends before the sealing does: this one waits for that.
  await assertRejects(() => transfer.run(() => {}), Error, "given up");
  assertEquals(stage.plain.transfers, []);
});

Deno.test("a stop while it is sealed ends the run, and the next one goes on", async () => {
  const stage = new Stage();
  const transfer = stage.uploader.send({ room: "direct.x", content: tea, metadata: {} });
  const failed = assertRejects(() => transfer.run(() => {}), Error, "stopped");
  transfer.stop();
  await failed;
  const again = transfer.run(() => {});
  await until(() => stage.plain.transfers.at(0)?.runs === 1);
  await stage.plain.last.finish("f1");
  assertEquals((await again).id, "f1");
});

Deno.test("what was brought there earlier is found under its own name", async () => {
  const stage = new Stage();
  const file = await stage.upload("f1", tea, { filename: "tea.txt" });
  const found = stage.uploader.find("/api/rooms/x/files/f1");
  assertEquals(found.path, "/api/rooms/x/files/f1");
  const look = found.run(() => {});
  await stage.plain.last.finish("f1");
  assertEquals(await look, file);
});

Deno.test("what was brought there earlier by another browser is not found", async () => {
  const stage = new Stage();
  const look = stage.uploader.find("/api/rooms/x/files/f1").run(() => {});
  const code = codeOf(look);
  await stage.plain.last.finish("f1");
  assertEquals(await code, "not_found");
});

Deno.test("open() says how much has come", async () => {
  const stage = new Stage();
  const file = await stage.receive(new Uint8Array(300_000), "image/png");
  const shares: number[] = [];
  await stage.files.open(file, (share) => shares.push(share));
  assert(shares.length > 2);
  assertEquals(shares.at(-1), 1);
});

Deno.test("open() fetches a file once, however many want it", async () => {
  const stage = new Stage();
  const file = await stage.receive("tea", "image/png");
  const [one, other] = await Promise.all([stage.files.open(file), stage.files.open(file)]);
  assert(one === other && one === await stage.files.open(file));
  assertEquals(stage.asked, ["/files/f1/sealed"]);
});

Deno.test("open() fetches a file again that another message names with another key", async () => {
  const stage = new Stage();
  const file = await stage.receive("tea", "image/png");
  await stage.files.open(file);
  assertEquals(await codeOf(stage.files.open({ ...file, key: newFileKey() })), "damaged");
});

Deno.test("open() keeps files up to a bound, and lets go of the oldest first", async () => {
  const stage = new Stage();
  const content = new Uint8Array(25_000_000);
  const files = [];
  for (const id of ["a", "b", "c"]) {
    files.push(await stage.receive(content, "image/png", id));
    await stage.files.open(files.at(-1)!);
  }
  for (const file of files.toReversed()) await stage.files.open(file);
  assertEquals(stage.asked.map((path) => path.at(7)), ["a", "b", "c", "a"]);
});

for (
  const [what, answer, code] of [
    ["is gone", () => new Response(null, { status: 404 }), "not_found"],
    ["may not be read", () => new Response(null, { status: 403 }), "not_found"],
    ["is on a server in trouble", () => new Response(null, { status: 503 }), "offline"],
    ["cannot be reached", () => Promise.reject(new TypeError("no network")), "offline"],
    ["was replaced", () => new Response("something else, of any length"), "damaged"],
    ["is empty", () => new Response(""), "damaged"],
    [
      "breaks off",
      () => new Response(new ReadableStream({ pull: (to) => to.error(new TypeError("cut")) })),
      "offline",
    ],
  ] as const
) {
  Deno.test(`open() of a file that ${what} says ${code}, and may be tried again`, async () => {
    const stage = new Stage();
    const file = await stage.receive("tea", "image/png");
    const path = "/files/f1/sealed";
    const good = stage.served.get(path)!;
    stage.served.set(path, answer);
    assertEquals(await codeOf(stage.files.open(file)), code);
    stage.served.set(path, good);
    assertEquals(await (await stage.files.open(file)).text(), "tea");
  });
}

Deno.test("open() asks nobody for a file whose id leads elsewhere", async () => {
  const stage = new Stage();
  const file = await stage.receive("tea", "image/png");
  for (const id of ["..", "../api/me", "", "a/b", "a".repeat(65)]) {
    assertEquals(await codeOf(stage.files.open({ ...file, id })), "not_found");
  }
  assertEquals(stage.asked, []);
});

Deno.test("open() gives up on a server that falls silent", async () => {
  const stage = new Stage();
  const file = await stage.receive("tea", "image/png");
  const { promise, resolve } = Promise.withResolvers<Response>();
  stage.served.set("/files/f1/sealed", () => promise);
  const code = codeOf(stage.files.open(file));
  stage.clock.advance(60_000);
  resolve(new Response());
  assertEquals(await code, "offline");
});

for (const [what, name, , bytes] of hostileFiles) {
  Deno.test(`open() gives ${what} no type under which it runs, whatever it says`, async () => {
    const stage = new Stage();
    const claimed = [
      "text/html",
      "image/svg+xml",
      "application/xhtml+xml",
      "text/xml",
      "text/javascript",
      "application/pdf",
      "IMAGE/SVG+XML",
      "image/png, text/html",
      "",
    ];
    for (const [index, type] of claimed.entries()) {
      const file = await stage.receive(bytes, type, `f${index}`);
      const opened = await stage.files.open({ ...file, name });
      assertEquals(opened.type, "application/octet-stream");
      assertEquals(await bytesOf(opened), new Uint8Array(bytes));
    }
  });
}

Deno.test("open() leaves pictures, sound and films what they are", async () => {
  const stage = new Stage();
  for (const type of ["image/avif", "audio/mpeg", "video/webm"]) {
    const opened = await stage.files.open(await stage.receive("x", type, type.at(-1)));
    assertEquals([opened.type, mediaKindOf(type) !== "other"], [type, true]);
  }
});
