import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { catalogueOf } from "../../lib/texts/catalogues.ts";
import { languages } from "../../lib/texts/languages.ts";
import { TestServer } from "../support/server.ts";

/** What the server has written in front of the worker's script. */
async function shellOf(
  server: TestServer,
): Promise<{ version: string; room: string; home: string; files: string[] }> {
  const script = await (await server.fetch("/service_worker.js")).text();
  const [first] = script.split("\n");
  return JSON.parse(/^self\.shell=(.*);$/.exec(first!)![1]!);
}

Deno.test("GET /service_worker.js is a script for the whole site, asked for again each time", async () => {
  await using server = await TestServer.open();
  const response = await server.fetch("/service_worker.js");
  assertEquals(response.headers.get("content-type"), "text/javascript; charset=utf-8");
  assertEquals(response.headers.get("cache-control"), "no-cache");
  assertStringIncludes(response.headers.get("content-security-policy")!, "worker-src 'self'");
  const script = await response.text();
  assert(!/\bimport\b|\bexport\b/.test(script), "it has to run as a plain script");
});

Deno.test("GET /service_worker.js names files that are there and never change", async () => {
  await using server = await TestServer.open();
  const { files } = await shellOf(server);
  for (
    const kind of [
      /\/app\.\w+\.css$/,
      /\/chat\.\w+\.js$/,
      /\/chunk-\w+\.js$/,
      /\/outbox_database-\w+\.js$/,
      /\/icon\./,
    ]
  ) {
    assert(files.some((file) => kind.test(file)), `${kind}`);
  }
  for (const file of files) {
    const response = await server.fetch(file);
    await response.body?.cancel();
    assertEquals(response.status, 200, file);
    assertMatch(file, /\.[0-9a-f]{10}\.\w+$|-[0-9A-Z]{8}\.js$/);
  }
});

Deno.test("the pages without a network need nothing but what the worker keeps", async () => {
  await using server = await TestServer.open();
  const { files, room, home } = await shellOf(server);
  for (const path of [room, home]) {
    const html = await (await server.fetch(path)).text();
    const links = html.matchAll(
      /<(?:link rel="(?:stylesheet|icon)"|script) ?[^>]*?(?:href|src)="([^"]+)"/g,
    );
    const named = Array.from(links, ([, address]) => address!);
    assert(named.length >= 3, path);
    for (const address of named) assert(files.includes(address), `${address} of ${path}`);
  }
});

Deno.test("the pages without a network hold nothing of whoever asks for them", async () => {
  await using server = await TestServer.open();
  const { room, home } = await shellOf(server);
  const cookie = await server.cookieOf("Grace");
  for (const path of [room, home]) {
    const plain = await server.fetch(path);
    const known = await server.fetch(path, { headers: { cookie } });
    assertEquals(known.headers.get("set-cookie"), null, path);
    assertEquals(await known.text(), await plain.text(), path);
  }
});

Deno.test("the pages without a network are not given to a worker of another version", async () => {
  await using server = await TestServer.open();
  for (const path of ["/offline", "/offline?version=0", "/offline/room?version=0"]) {
    const response = await server.fetch(path);
    await response.body?.cancel();
    assertEquals(response.status, 404, path);
  }
});

Deno.test("GET /chat names the visitor, whose messages wait under their id", async () => {
  await using server = await TestServer.open();
  const cookie = await server.cookieOf("Grace");
  const { id } = await (await server.fetch("/api/me", { headers: { cookie } })).json();
  const page = await (await server.fetch("/chat?room=tea", { headers: { cookie } })).text();
  for (const attribute of [`data-id="${id}"`, 'data-name="Grace"']) {
    assertStringIncludes(page, attribute);
  }
});

for (const language of languages) {
  const { tag, direction } = language;
  Deno.test(`pages in ${tag} name the manifest that is in ${tag}`, async () => {
    await using server = await TestServer.open();
    const page = await (await server.fetch("/", { headers: { "accept-language": tag } })).text();
    const [, path] = page.match(/<link rel="manifest" href="([^"]+)">/)!;
    const manifest = await (await server.fetch(path!)).json();
    assertEquals([manifest.lang, manifest.dir], [tag, direction]);
    assertEquals(manifest.description, catalogueOf(language).pages.app.description);
  });
}

Deno.test("the manifest's icons are there, in the sizes that it says", async () => {
  await using server = await TestServer.open();
  const manifest = await (await server.fetch("/static/build/manifest_en.webmanifest")).json();
  assertEquals([manifest.id, manifest.scope, manifest.display], ["/", "/", "standalone"]);
  const pngs = manifest.icons.filter(({ type }: { type: string }) => type === "image/png");
  assertEquals(pngs.length, 5);
  for (const { src, sizes } of pngs) {
    const bytes = await (await server.fetch(src)).bytes();
    // IHDR comes first: width and height, big-endian.
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    assertEquals(`${view.getUint32(16)}x${view.getUint32(20)}`, sizes, src);
  }
});
