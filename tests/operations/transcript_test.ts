import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { exportRoom, save } from "../../lib/operations/export.ts";
import { Transcript } from "../../lib/operations/transcript.ts";
import type { Draft } from "../../lib/store/store.ts";
import { ada, bob, deletion, edit, reaction, said, uploaded } from "../store/subject.ts";
import { violations } from "../support/axe.ts";
import { lacksChromium, launchChromium } from "../support/chromium.ts";
import { projectFolder } from "../support/server.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";

const folder = join(projectFolder, "templates");
const nowMs = Date.UTC(2026, 10, 22, 14, 5);
const morning = Date.UTC(2026, 10, 20, 9, 14);
const dayMs = 86_400_000;

/** What the page of a room with `drafts` holds. */
async function pageOf(drafts: readonly Draft[], room = "tea"): Promise<string> {
  await using data = await StoredData.of({ [room]: drafts });
  return await writtenFrom(data, room);
}

async function writtenFrom({ path }: StoredData, room: string): Promise<string> {
  const writer = await Transcript.load({ folder, nowMs });
  return [...exportRoom({ path, room, writer, progress: hiddenProgress() })].join("");
}

/** The element of one message. */
function article(page: string, seq: number): string {
  return new RegExp(`<article id="m${seq}">.*?</article>`, "s").exec(page)?.[0] ?? "";
}

Deno.test("Transcript says which room, when it was made, and how many messages there are", async () => {
  const page = await pageOf([said("one"), said("two")]);
  assertStringIncludes(page, '<h1 dir="auto">tea</h1>');
  assertStringIncludes(page, "on Sunday, 22 November 2026, 14:05. All times are UTC.");
  assertStringIncludes(page, ">2 messages</footer>");
});

Deno.test("Transcript puts each day under a heading of its own", async () => {
  const page = await pageOf([
    said("one", { at: morning }),
    said("two", { at: morning + 1 }),
    said("three", { at: morning + dayMs }),
  ]);
  assertEquals(page.match(/<h2>.*<\/h2>/g), [
    '<h2><time datetime="2026-11-20">Friday, 20 November 2026</time></h2>',
    '<h2><time datetime="2026-11-21">Saturday, 21 November 2026</time></h2>',
  ]);
});

Deno.test("Transcript shows who said what, when, just as it was typed", async () => {
  const page = await pageOf([said("  two\n\nlines  ", { at: morning })]);
  const shown = article(page, 1);
  assertStringIncludes(shown, '<b dir="auto">Ada</b>');
  assertStringIncludes(shown, '<time datetime="2026-11-20T09:14:00.000Z">09:14</time>');
  assertStringIncludes(shown, '<p class="text" dir="auto">  two\n\nlines  </p>');
});

Deno.test("Transcript marks what was edited, and when", async () => {
  const page = await pageOf([
    said("one", { at: morning }),
    edit(1, "one!", { at: morning + 60_000 }),
  ]);
  assertStringIncludes(article(page, 1), 'T09:15:00.000Z">2026-11-20 09:15</time>');
  assertStringIncludes(article(page, 1), ">one!</p>");
});

Deno.test("Transcript leaves a stone where a message was deleted", async () => {
  const shown = article(await pageOf([said("secret"), deletion(1)]), 1);
  assertStringIncludes(shown, "This message was deleted");
  assertEquals([shown.includes("secret"), shown.includes('class="text"')], [false, false]);
});

Deno.test("Transcript says where something is sealed, and does not show the box", async () => {
  const sealed = { type: "message", at: morning, from: ada, box: "c2VhbGVk" } as const;
  const shown = article(await pageOf([sealed]), 1);
  assertStringIncludes(shown, "This message is sealed");
  assertEquals(shown.includes("c2VhbGVk"), false);
});

Deno.test("Transcript counts reactions", async () => {
  const page = await pageOf([said("one"), reaction(1, "👍", ada), reaction(1, "👍", bob)]);
  assertStringIncludes(article(page, 1), "<li>👍 2</li>");
  assertEquals(article(await pageOf([said("one")]), 1).includes("<ul"), false);
});

Deno.test("Transcript leads from an answer to its original, and shows how that began", async () => {
  const page = await pageOf([
    said(`ever\n ${"so ".repeat(99)}`, { from: bob }),
    said("yes", { replyTo: 1 }),
  ]);
  assertStringIncludes(
    article(page, 2),
    `<a href="#m1"><b dir="auto">Bob</b> <q dir="auto">ever ${"so ".repeat(24)}so…</q></a>`,
  );
});

Deno.test("Transcript cuts no character in two", async () => {
  const page = await pageOf([said("🫖".repeat(99)), said("yes", { replyTo: 1 })]);
  assertStringIncludes(article(page, 2), `>${"🫖".repeat(79)}…</q>`);
});

Deno.test("Transcript leads to the stone of an original that was deleted", async () => {
  const page = await pageOf([said("secret"), said("yes", { replyTo: 1 }), deletion(1)]);
  assertStringIncludes(article(page, 2), '<q dir="auto">(deleted)</q>');
});

Deno.test("Transcript leads nowhere from an answer to what is no longer kept", async () => {
  await using data = await StoredData.of({
    tea: [said("old"), said("yes", { replyTo: 1, at: 9_000 })],
  });
  await data.write(async (store) => void await store.forget("tea", 5_000, 9));
  const shown = article(await writtenFrom(data, "tea"), 2);
  assertStringIncludes(shown, "In answer to a message that is no longer kept");
  assertEquals(shown.includes("#m1"), false);
});

/** The page of a room where {@linkcode ada} said `text` with two files, and what follows. */
async function pageWithFiles(text: string, ...drafts: readonly Draft[]): Promise<string> {
  await using data = await StoredData.of({ tea: [] });
  await data.write(async (store) => {
    await uploaded(store, "tea", { id: "a", name: "tea.png", size: 12_345 });
    await uploaded(store, "tea", { id: "b", name: "<b>{{x}}.pdf", type: "application/pdf" });
    const files = [{ id: "a", alt: "A <pot>" }, { id: "b" }];
    await store.append("tea", [said(text, { files }), ...drafts]);
  });
  return await writtenFrom(data, "tea");
}

Deno.test("Transcript lists the files of a message, with name, size and words", async () => {
  const shown = article(await pageWithFiles("look"), 1).replaceAll(/\s+/g, " ");
  assertStringIncludes(shown, '<p class="text" dir="auto">look</p>');
  assertStringIncludes(
    shown,
    '<b dir="auto">tea.png</b> <small>12 kB</small> <span dir="auto">A &lt;pot&gt;</span>',
  );
  assertStringIncludes(shown, '<b dir="auto">&lt;b&gt;{{x}}.pdf</b> <small>3 bytes</small> </li>');
});

Deno.test("Transcript of a message of nothing but files has no empty text", async () => {
  const shown = article(await pageWithFiles(""), 1);
  assertStringIncludes(shown, "tea.png");
  assertEquals(shown.includes('class="text"'), false);
});

Deno.test("Transcript quotes the names of files that are answered", async () => {
  const shown = article(await pageWithFiles("", said("nice", { replyTo: 1 })), 2);
  assertStringIncludes(shown, '<q dir="auto">tea.png, &lt;b&gt;{{x}}.pdf</q>');
});

Deno.test("Transcript has nothing left of a deleted message's files", async () => {
  const shown = article(await pageWithFiles("", deletion(1)), 1);
  assertStringIncludes(shown, "This message was deleted");
  assertEquals([shown.includes("tea.png"), shown.includes("<ul")], [false, false]);
});

Deno.test("Transcript shows what people wrote as text, whatever it is", async () => {
  const wild = `</p><script>alert("1")</script><img src=x onerror='alert(2)'>{{room}} &amp; \`'"`;
  const page = await pageOf([
    said(wild, { from: { ...ada, name: "<b>A{{.}}</b>" } }),
    said("answer", { replyTo: 1 }),
  ]);
  assertEquals(page.match(/<(script|img|b>A)/g), null);
  assertStringIncludes(page, "{{room}} &amp;amp; &#x60;&#39;&quot;</p>");
  assertStringIncludes(page, '<b dir="auto">&lt;b&gt;A{{.}}&lt;&#x2F;b&gt;</b>');
});

Deno.test("Transcript lets nothing in but its own style, which it names by its hash", async () => {
  const page = await pageOf([said("one")]);
  const style = /<style>(.*)<\/style>/s.exec(page)![1]!;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  const policy = /<meta\s+http-equiv="content-security-policy"\s+content="([^"]*)"/.exec(page)![1]!;
  const plain = policy.replaceAll("&#39;", "'").replaceAll("&#x3D;", "=").replaceAll("&#x2F;", "/");
  assertEquals(
    plain,
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
});

Deno.test("Transcript reads on a phone and in the dark, without a fault", {
  ignore: lacksChromium(),
}, async () => {
  await using data = await StoredData.of({
    tea: [
      said(`a long word: ${"abcdefgh".repeat(40)}`, { at: morning }),
      said("<script>document.title = 'run'</script>", { at: morning, replyTo: 1 }),
      reaction(1, "👍"),
      edit(1, `a longer word: ${"abcdefgh".repeat(50)}`),
      said("gone", { at: morning + dayMs }),
      deletion(5),
    ],
  });
  await data.write(async (store) => {
    await uploaded(store, "tea", { id: "f", name: `${"long".repeat(60)}.png`, size: 2_500_000 });
    const files = [{ id: "f", alt: "A word for a picture" }];
    await store.append("tea", [said("", { files, at: morning + dayMs })]);
  });
  const path = join(data.folder, "tea.html");
  const writer = await Transcript.load({ folder, nowMs });
  const { path: database } = data;
  await save(exportRoom({ path: database, room: "tea", writer, progress: hiddenProgress() }), path);
  const browser = await launchChromium();
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width: 360, height: 640 },
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(`file://${path}`);
      assertEquals(await page.title(), "tea · Parley");
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
      const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      assertEquals(ground, colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(21, 26, 25)");
      await page.getByRole("link", { name: "Ada a longer word" }).click();
      assert(page.url().endsWith("#m1"));
      assertEquals(complaints, []);
      assertEquals(await violations(page), []);
      await context.close();
    }
  } finally {
    await browser.close();
  }
});
