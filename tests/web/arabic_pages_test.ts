/** The server's pages in Arabic. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Config } from "../../lib/config/config.ts";
import { catalogueOf } from "../../lib/texts/catalogues.ts";
import { english } from "../../lib/texts/languages.ts";
import { TestServer } from "../support/server.ts";
import { spokenTexts } from "../texts/spoken_texts.ts";

/** Asks for a page as a browser does whose reader wants Arabic. */
async function read(
  server: TestServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await server.fetch(path, {
    headers: { accept: "text/html", "accept-language": "ar-EG,ar;q=0.9,en;q=0.8", ...headers },
  });
  assertEquals(response.headers.get("cache-control"), "no-store");
  return await response.text();
}

/** What people get of a page: its text, and the attributes that are read out or shown. */
function wordsOf(html: string): string {
  const shown = /\s(?:aria-label|placeholder|title|alt|content)="([^"]*)"/g;
  const attributes = [...html.matchAll(shown)].map(([, value]) => value);
  const text = html.replaceAll(/<(script|style)\b.*?<\/\1>/gs, "").replaceAll(/<[^>]*>/g, " ");
  return [text, ...attributes].join(" ");
}

/** Names and values that have no language; the switch has the languages' own names. */
const ofNoLanguage =
  /Parley|JavaScript|English|tea|width=\S+|initial-scale\S+|viewport-fit\S+|interactive-widget\S+|light|dark|&#?\w+;|#[0-9a-f]+/g;

const pages: readonly [what: string, path: string, config?: Partial<Config>][] = [
  ["the landing page", "/"],
  ["the landing page after a bad room", "/chat?room=%2F"],
  ["the landing page after a long room", `/chat?room=${"1".repeat(65)}`],
  ["the join page", "/chat?room=tea"],
  ["the join page after a bad name", "/chat?room=tea&name=%E2%80%8B1"],
  ["the join page after no name", "/chat?room=tea&name="],
  ["a page that is not there", "/123"],
  ["a badly written address", "/api%2F%"],
  ["a file that is not there", "/static/1"],
  ["a server without guests", "/chat?room=tea", { guests: false }],
];

for (const [what, path, config = {}] of pages) {
  Deno.test(`${what} is in Arabic, from right to left`, async () => {
    await using server = await TestServer.open({ config });
    const html = await read(server, path);
    assertStringIncludes(html, '<html lang="ar" dir="rtl"');
    const words = wordsOf(html).replaceAll(ofNoLanguage, "");
    assertEquals(words.match(/[A-Za-z]+/g), null);
    assert(!words.includes("undefined"));
  });
}

Deno.test("the chat page is in Arabic, and its script is told so first", async () => {
  await using server = await TestServer.open();
  const html = await read(server, "/chat?room=tea", { cookie: await server.cookieOf("123") });
  assertEquals(wordsOf(html).replaceAll(ofNoLanguage, "").match(/[A-Za-z]+/g), null);
  const scripts = [...html.matchAll(/<script[^>]* src="([^"]*)"/g)].map(([, source]) => source);
  assertEquals(scripts.map((source) => /build(?:\/|&#x2F;)(\w+)\./.exec(source!)?.[1]), [
    "speak_ar",
    "chat",
  ]);
});

Deno.test("a room that may not be made is refused in Arabic", async () => {
  await using server = await TestServer.open({ config: { createRooms: "nobody" } });
  const html = await read(server, "/chat?room=tea", { cookie: await server.cookieOf("123") });
  assertStringIncludes(html, "لا توجد غرفة بهذا الاسم");
});

Deno.test("no text of the English catalogue is on an Arabic page", async () => {
  await using server = await TestServer.open();
  await using _ann = await server.join({ room: "tea", name: "123" });
  await _ann.hear("welcome");
  const html = wordsOf(await read(server, "/")) + wordsOf(await read(server, "/chat?room=tea"));
  const texts = [...spokenTexts(catalogueOf(english), 1).values()];
  const long = texts.filter((text) => text.length > 4 && text !== "Parley");
  assertEquals(long.filter((text) => html.includes(text)), []);
});

Deno.test("what the catalogue has no words for is shown in English, and marked so", async () => {
  await using server = await TestServer.open();
  const response = await server.fetch("/language?to=xx&back=/", {
    method: "POST",
    headers: { accept: "text/html", "accept-language": "ar", origin: server.origin },
  });
  const html = await response.text();
  assertStringIncludes(html, '<html lang="ar" dir="rtl"');
  assertStringIncludes(html, '<p lang="en" dir="ltr">Cannot speak this language');
});

Deno.test("a page in English loads no catalogue, and says so in its head", async () => {
  await using server = await TestServer.open();
  const html = await read(server, "/", { "accept-language": "en-GB" });
  assertStringIncludes(html, '<html lang="en" dir="ltr"');
  assert(!html.includes("speak_"));
});

Deno.test("a problem for programs stays English whatever language is asked for", async () => {
  await using server = await TestServer.open();
  const response = await server.fetch("/api/rooms/%20", { headers: { "accept-language": "ar" } });
  assertStringIncludes((await response.json()).detail, "Cannot use this room name");
});
