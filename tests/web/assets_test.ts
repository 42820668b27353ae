import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { ChatError } from "../../lib/errors.ts";
import { Assets } from "../../lib/web/assets.ts";
import { compressFolder } from "../../tasks/compress.ts";

const style = "p { color: red }\n".repeat(100);

/** Assets of a folder that holds a long stylesheet, a short script and a picture. */
async function openAssets(): Promise<Assets> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "build"));
  await Deno.writeTextFile(join(folder, "build", "app.css"), style);
  await Deno.writeTextFile(join(folder, "short.js"), "1");
  const scripts = {
    "page.js": 'import{a as b}from"./chunk-A.js";import"./chunk-B.js";import("./chunk-LATER.js")',
    "chunk-A.js": 'import{c}from"./chunk-B.js";f(` from"./chunk-TEXT.js"`);export{c as a}',
    "chunk-B.js": "export{}",
    "chunk-LATER.js": "export{}",
  };
  for (const [name, source] of Object.entries(scripts)) {
    await Deno.writeTextFile(join(folder, "build", name), source);
  }
  await Deno.writeTextFile(join(folder, "build", "chunk-Z74YJDCR.js"), "export{}");
  await Deno.writeFile(join(folder, "dot.png"), new Uint8Array(2_000));
  await compressFolder(folder);
  await compressFolder(join(folder, "build"));
  const assets = await Assets.load(folder);
  await Deno.remove(folder, { recursive: true });
  return assets;
}

/** Asks for `path` below `/static/`. */
function get(assets: Assets, path: string, headers: Record<string, string> = {}): Response {
  return assets.respond(new Request(`http://h/static/${path}`, { headers }), path);
}

Deno.test("Assets.address() carries a hash of the content", async () => {
  const assets = await openAssets();
  assertMatch(assets.address("build/app.css"), /^\/static\/build\/app\.[0-9a-f]{10}\.css$/);
});

Deno.test("Assets.address() of a missing file throws", async () => {
  const assets = await openAssets();
  assertThrows(() => assets.address("build/none.css"), RangeError, "build/none.css");
});

Deno.test("Assets.scriptAddresses() follows what is imported now or later, and each once", async () => {
  const assets = await openAssets();
  const [page, ...imported] = assets.scriptAddresses(["build/page.js"]);
  assertEquals(page, assets.address("build/page.js"));
  const names = ["A", "B", "LATER"];
  assertEquals(imported.sort(), names.map((name) => `/static/build/chunk-${name}.js`));
});

Deno.test("Assets.text() gives the content, and throws for a file that is not there", async () => {
  const assets = await openAssets();
  assertEquals(assets.text("short.js"), "1");
  assertThrows(() => assets.text("none.js"), RangeError, "none.js");
});

Deno.test("Assets.respond() by the hashed name may be kept for ever", async () => {
  const assets = await openAssets();
  const response = get(assets, assets.address("build/app.css").slice("/static/".length));
  assertEquals(
    response.headers.get("cache-control"),
    "public, max-age=31536000, immutable, no-transform",
  );
  assertEquals(response.headers.get("content-type"), "text/css; charset=UTF-8");
  assertEquals(await response.text(), style);
});

Deno.test("Assets.respond() by the name that the bundler made of a hash may be kept for ever", async () => {
  const response = get(await openAssets(), "build/chunk-Z74YJDCR.js");
  assertMatch(response.headers.get("cache-control")!, /immutable/);
  await response.body?.cancel();
});

Deno.test("Assets.respond() by the plain name has to be asked for again", async () => {
  const response = get(await openAssets(), "build/app.css");
  assertEquals(response.headers.get("cache-control"), "public, no-cache, no-transform");
  assertEquals(await response.text(), style);
});

for (
  const [accepted, encoding] of [
    ["br, gzip", "br"],
    ["gzip, deflate, br, zstd", "br"],
    ["gzip", "gzip"],
    ["gzip, br;q=0", "gzip"],
    ["identity", null],
    ["zstd", null],
    ["", null],
  ] as const
) {
  Deno.test(`Assets.respond() to "accept-encoding: ${accepted}" is ${encoding}`, async () => {
    const response = get(await openAssets(), "build/app.css", { "accept-encoding": accepted });
    assertEquals(response.headers.get("content-encoding"), encoding);
    assertEquals(response.headers.get("vary"), "accept-encoding");
    const bytes = await response.bytes();
    assertEquals(Number(response.headers.get("content-length")), bytes.length);
    assertEquals(bytes.length < style.length, encoding !== null);
  });
}

Deno.test("Assets.respond() gzips what unpacks to the content", async () => {
  const response = get(await openAssets(), "build/app.css", { "accept-encoding": "gzip" });
  const plain = response.body!.pipeThrough(new DecompressionStream("gzip"));
  assertEquals(await new Response(plain).text(), style);
});

Deno.test("Assets.respond() compresses neither pictures nor what is short", async () => {
  const assets = await openAssets();
  for (const path of ["dot.png", "short.js"]) {
    const response = get(assets, path, { "accept-encoding": "br, gzip" });
    assertEquals(response.headers.get("content-encoding"), null, path);
    await response.body?.cancel();
  }
});

Deno.test("Assets.respond() has a strong tag of its own for each encoding", async () => {
  const assets = await openAssets();
  const tags = ["br", "gzip", "identity"].map((encoding) =>
    get(assets, "build/app.css", { "accept-encoding": encoding }).headers.get("etag")!
  );
  assertEquals(new Set(tags).size, 3);
  for (const tag of tags) assertMatch(tag, /^"/);
});

Deno.test("Assets.respond() to a known tag is 304 without a body", async () => {
  const assets = await openAssets();
  const etag = get(assets, "build/app.css").headers.get("etag")!;
  const response = get(assets, "build/app.css", { "if-none-match": etag });
  assertEquals([response.status, response.body], [304, null]);
  assertEquals(response.headers.get("etag"), etag);
});

Deno.test("Assets.respond() to another encoding's tag is a whole answer", async () => {
  const assets = await openAssets();
  const etag = get(assets, "build/app.css").headers.get("etag")!;
  const headers = { "if-none-match": etag, "accept-encoding": "gzip" };
  const response = get(assets, "build/app.css", headers);
  assertEquals(response.status, 200);
  assertNotEquals(response.headers.get("etag"), etag);
  await response.body?.cancel();
});

for (
  const path of [
    "none.css",
    "build/app.css.br",
    "build/app.css.gz",
    "build",
    "build/",
    "",
    "../main.ts",
    "..%2fmain.ts",
    "%2e%2e/main.ts",
    "build/../short.js",
    "build/app.0000000000.css",
    "build/app.css\0",
    "/etc/passwd",
  ]
) {
  Deno.test(`Assets.respond() to ${JSON.stringify(path)} is not_found`, async () => {
    const assets = await openAssets();
    const request = new Request("http://h/");
    const error = assertThrows(() => assets.respond(request, path), ChatError);
    assert(error.code === "not_found");
  });
}
