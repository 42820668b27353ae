/** What stands in a page of the texts of strangers: all in one browser, started by the one test. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import fc from "fast-check";
import type { Page } from "playwright-core";
import client from "../../../client/deno.json" with { type: "json" };
import { lacksChromium, launchChromium } from "../../support/chromium.ts";
import { allowed, attacks, badLinks, pieces } from "./hostile_texts.ts";

/** The server that the page is from. */
const origin = "https://parley.test";

/** What is wrong with the HTML of a text, once it stands in a page; nothing when all is well. */
interface Finding {
  html: string;
  shown: string;
  faults: string[];
}

/** What the page is given, by the module that it is from. */
const tested = {
  "markdown/highlight.ts": "highlight",
  "emoji/emoji_only.ts": "isEmojiOnly",
  "markdown/sanitize.ts": "sanitize",
  "view/timeline/prose.tsx": "Prose",
};

/** Runs in the page: the element with a text, in a new place of the page, and what takes it away. */
const show = `globalThis.show = (text, names = [], you) => {
  const place = document.createElement("div");
  document.body.append(place);
  render(createElement(Prose, { text, names: names.join("\\n"), you }), place);
  const remove = () => {
    render(null, place);
    place.remove();
  };
  return { prose: place.firstElementChild, remove };
};`;

/** Bundles what is {@linkcode tested} and gives its source for a page. */
async function bundleMarkdown(): Promise<string> {
  // Not a file of this folder, whose types are those of a server.
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  const imports = Object.entries(tested).map(([path, names]) =>
    `import { ${names} } from "${new URL(`../../../client/${path}`, import.meta.url)}";`
  );
  const names = Object.values(tested).join();
  await Deno.writeTextFile(
    entry,
    `${imports.join("\n")}
    import { createElement, render } from "${client.imports.preact}";
    Object.assign(globalThis, { ${names}, createElement, render });
    ${show}`,
  );
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", "--format", "iife", entry],
    cwd: fromFileUrl(new URL("../../../", import.meta.url)),
  }).output();
  await Deno.remove(entry);
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

function findings(page: Page, texts: readonly string[]): Promise<Finding[]> {
  return page.evaluate(`(${inspect})(${JSON.stringify(texts)}, ${JSON.stringify(allowed)})`);
}

/**
 * Runs in the page; `show` is there from {@linkcode bundleMarkdown}. The heads of blocks of code are
 * ours, so all that may differ in them is the name of a language; they are left out of the rest.
 */
const inspect = `(texts, { tags, attributes, classes }) => texts.map((text) => {
  const { prose: place, remove } = show(text);
  const faults = [];
  for (const block of place.querySelectorAll(".code-block")) {
    const [head, pre] = block.children;
    const [language] = head.children;
    if (/^(code|[a-z\\d][\\w+#.-]*)$/i.test(language.textContent)) language.textContent = "";
    const own = '<div class="code-head"><span dir="auto"></span><button type="button">' +
      '<span aria-live="polite">Copy</span></button></div>';
    if (block.attributes.length > 1 || head.outerHTML !== own) faults.push(head.outerHTML);
    block.replaceWith(pre);
  }
  for (const element of place.querySelectorAll("*")) {
    if (!tags.includes(element.localName)) faults.push("<" + element.localName + ">");
    for (const { name } of element.attributes) {
      if (!attributes.includes(name)) faults.push(element.localName + "[" + name + "]");
    }
    for (const name of element.classList) {
      const isLanguage = element.localName === "code" && /^language-[a-z\\d][\\w+#.-]*$/.test(name);
      if (!isLanguage && !classes.includes(name)) faults.push("class " + name);
    }
    // Without an address, an anchor is plain text.
    if (element.localName !== "a" || !element.hasAttribute("href")) continue;
    if (!["http:", "https:", "mailto:"].includes(element.protocol)) faults.push(element.href);
    if (element.rel !== "noopener noreferrer nofollow ugc") faults.push("rel " + element.rel);
    const isHere = element.origin === location.origin && element.pathname === "/chat";
    if (element.target !== (isHere ? "" : "_blank")) faults.push("target " + element.target);
  }
  const finding = { html: place.innerHTML, shown: place.innerText.trim(), faults };
  remove();
  return finding;
})`;

/** Runs in the page: what is marked in a text, with a `!` behind one's own name. */
const markedIn = `(text, names, you) => {
  const { prose, remove } = show(text, names, you);
  const marked = [...prose.querySelectorAll(".mention")]
    .map((mark) => mark.textContent + (mark.dataset.you ? "!" : ""));
  remove();
  return marked;
}`;

/** Runs in the page: the texts of which more than marks are new once mentions are marked. */
const changedBy = `(texts, names) => texts.filter((text) => {
  const [before, after] = [show(text), show(text, names)];
  for (const mark of after.prose.querySelectorAll(".mention")) mark.replaceWith(...mark.childNodes);
  after.prose.normalize();
  const isChanged = before.prose.innerHTML !== after.prose.innerHTML;
  before.prose.parentElement.remove();
  after.prose.parentElement.remove();
  return isChanged;
})`;

/** Runs in the page: what is wrong with codes once they are coloured. */
const coloured = `(codes, languages) => codes.flatMap((code, index) => {
  const html = highlight(code, languages[index % languages.length]);
  const place = document.createElement("pre");
  document.body.append(place);
  place.innerHTML = html;
  const faults = [...place.querySelectorAll("*")].filter((element) =>
    element.localName !== "span" || [...element.attributes].some(({ name, value }) =>
      name !== "class" || !/^(?:hljs|language)-[\\w-]+( [a-z]+_{1,2})*$/.test(value)));
  // A parser of HTML takes these for line ends or leaves them out.
  const plain = (text) => text.replaceAll(/[\\r\\0\\n]/g, "");
  const isSame = plain(place.textContent) === plain(code);
  place.remove();
  return faults.length === 0 && isSame ? [] : [code + " -> " + html];
})`;

/** Text and what a reader sees of it. */
const shownAs: readonly (readonly [string, string])[] = [
  ["<b>not bold</b>", "<b>not bold</b>"],
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["a < b && b > c", "a < b && b > c"],
  ["&lt;b&gt; &amp; &nbsp;", "&lt;b&gt; &amp; &nbsp;"],
  ["a & b &#60; &#x3c;", "a & b &#60; &#x3c;"],
  ["[x](javascript:alert(1))", "[x](javascript:alert(1))"],
  ["one\ntwo", "one\ntwo"],
  ["[a]: https://example.org", "[a]: https://example.org"],
  ["Yes\n---", "Yes"],
  ["- [x] done", "☑ done"],
  ["snake_case_name", "snake_case_name"],
  ["[my bank](https://evil.example/in)", "my bank (evil.example)"],
  ["[https://good.example](https://bad.example/)", "https://good.example (bad.example)"],
  ["[https://a.b/](https://a.b@c.d/)", "https://a.b/ (c.d)"],
  ["[here](mailto:ada@example.org)", "here (ada@example.org)"],
  ["[Example.org/tea](https://example.org/tea)", "Example.org/tea"],
  ["https://p\u0430ypal.example", "https://p\u0430ypal.example (xn--pypal-4ve.example)"],
  ["![a cat](https://example.org/c.png)", "a cat (Image at example.org)"],
  ["![](https://example.org/c.png)", "Image at example.org"],
  ["[![a cat](https://example.org/c.png)](https://bad.example/)", "a cat (bad.example)"],
  ["> ".repeat(300) + "deep", "> ".repeat(300) + "deep"],
];

/** Text and what its HTML has to hold. */
const rendersAs: readonly (readonly [string, string])[] = [
  ["**bold** and *soft*", "<strong>bold</strong> and <em>soft</em>"],
  ["~~gone~~ `code`", "<del>gone</del> <code>code</code>"],
  ["```\nlet x = 1 < 2;\n```", "<code>let x = 1 &lt; 2;</code></pre>"],
  [
    "```TS twoslash\nlet x;\n```",
    '<pre tabindex="0"><code class="language-ts">let x;</code></pre>',
  ],
  ['```"onclick=x\nlet x;\n```', '<pre tabindex="0"><code>let x;</code></pre>'],
  ["https://example.org/?a=1&b=2", 'href="https://example.org/?a=1&amp;b=2"'],
  ["www.example.org", 'href="http://www.example.org/"'],
  ["ada@example.org", 'href="mailto:ada@example.org"'],
  ["# Not a heading", "<p><strong>Not a heading</strong></p>"],
  ["![a cat](https://example.org/cat.png)", ">a cat</a>"],
  ["![](https://example.org/cat.png)", ">Image at example.org</a>"],
  ["https://example.org/", ">https://example.org/</a></p>"],
  [
    `https://example.org/${"long/".repeat(20)}end`,
    '</span><span class="link-end">/long/long/end</span></a>',
  ],
  [`${origin}/chat?room=tea#m1`, `title="${origin}/chat?room=tea#m1" rel=`],
  [`${origin}/other`, 'target="_blank"'],
  ["3. c\n4. d", '<ol start="3">'],
  ["> quoted", "<blockquote>"],
  ["| a |\n|---|\n| **b** |", '<table tabindex="0"><thead><tr><th>a</th>'],
  ["| a |\n|---|\n| **b** |", "<tbody><tr><td><strong>b</strong></td>"],
];

/** Text that mentions, and what is marked in it of Ada, who reads, and Bob Bee. */
const mentioning: readonly (readonly [text: string, marked: string[]])[] = [
  ["@Ada and @bob bee, look", ["@Ada!", "@bob bee"]],
  ["**@Ada** > @Ada", ["@Ada!", "@Ada!"]],
  ["`@Ada`\n\n```\n@Ada\n```", []],
  ["[@Ada](https://example.org)", []],
  ["@Adam ada@Ada.example @Eve", []],
  ["@Ada\u2019s <b>@Ada</b>", ["@Ada!", "@Ada!"]],
];

/** Long texts that could make a parser slow. */
const heavy = [
  "[".repeat(8_000),
  "*a ".repeat(2_600),
  "> ".repeat(4_000),
  "`".repeat(8_000),
  "_a_".repeat(2_600),
  "<".repeat(8_000),
  "![](".repeat(2_000),
  "- ".repeat(4_000),
  `${"| a ".repeat(1_000)}|\n${"|-".repeat(1_000)}|`,
  "a@".repeat(4_000),
  "www.".repeat(2_000),
  "~~a".repeat(2_600),
  "\\".repeat(8_000),
  `${" ".repeat(7_990)}x`,
  "1. a\n".repeat(1_600),
  "(".repeat(8_000),
];

Deno.test({
  name: "Markdown of strangers, in a browser",
  ignore: lacksChromium(),
  async fn(t) {
    const script = await bundleMarkdown();
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.route(
        `${origin}/`,
        (route) => route.fulfill({ body: "<!doctype html>", contentType: "text/html" }),
      );
      await page.goto(`${origin}/`);
      await page.addScriptTag({ content: script });

      await t.step("raw HTML becomes no element and runs nothing", async () => {
        for (const { html, faults } of await findings(page, attacks)) {
          assertEquals(faults, [], html);
        }
        assertEquals(await page.evaluate("globalThis.harmed"), undefined);
      });

      await t.step("links lead to http, https and mailto alone", async () => {
        for (const { html, faults } of await findings(page, badLinks)) {
          assertEquals(faults, [], html);
        }
        assertEquals(await page.evaluate("globalThis.harmed"), undefined);
      });

      await t.step("what is not markdown is shown as it was written", async () => {
        const shown = await findings(page, shownAs.map(([text]) => text));
        assertEquals(shown.map((finding) => finding.shown), shownAs.map(([, seen]) => seen));
      });

      await t.step("markdown is rendered", async () => {
        const found = await findings(page, rendersAs.map(([text]) => text));
        for (const [index, [text, html]] of rendersAs.entries()) {
          assert(found[index]!.html.includes(html), `${text} -> ${found[index]!.html}`);
        }
      });

      await t.step("no text made of dangerous pieces becomes anything else", async () => {
        const texts = fc.sample(
          fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) => parts.join("")),
          2_000,
        );
        const found = await findings(page, texts);
        for (const [index, { html, faults }] of found.entries()) {
          assertEquals(faults, [], `${JSON.stringify(texts[index])} -> ${html}`);
        }
      });

      await t.step("no text becomes a mountain of elements", async () => {
        for (const text of heavy) {
          for (const { html, faults } of await findings(page, [text])) {
            const tags = html.split("<").length - 1;
            assertEquals(
              [faults, tags < 4_000],
              [[], true],
              `${text.slice(0, 12)}… has ${tags} tags`,
            );
          }
        }
      });

      await t.step("people are mentioned in text, and neither in code nor in links", async () => {
        for (const [text, marked] of mentioning) {
          const found = await page.evaluate(
            `(${markedIn})(${JSON.stringify(text)}, ["Ada", "Bob Bee"], "Ada")`,
          );
          assertEquals(found, marked, text);
        }
      });

      await t.step("marking mentions adds nothing but marks to any text", async () => {
        const names = ["<b>", "&amp;", "x", "script"];
        const texts = fc.sample(
          fc.array(fc.constantFrom("@", ...names, ...pieces), { maxLength: 16 })
            .map((parts) => parts.join("")),
          500,
        );
        const changed = await page.evaluate(`(${changedBy})(
          ${JSON.stringify([...attacks, ...texts])}, ${JSON.stringify(names)})`);
        assertEquals(changed, []);
      });

      await t.step("code in colours is the same code, in spans with classes alone", async () => {
        const random = fc.sample(
          fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join("")),
          300,
        );
        // The wire refuses NUL; a parser of HTML would take the blanks behind a leading one for none.
        const codes = [...attacks, ...random, "const a = `<b>${1}</b>`; // </span><script>"]
          .map((code) => code.replaceAll("\0", ""));
        const languages = ["html", "js", "ts", "css", "md", "php", "sql", "yaml", "diff", "sh"];
        const faults = await page.evaluate(
          `(${coloured})(${JSON.stringify(codes)}, ${JSON.stringify(languages)})`,
        );
        assertEquals(faults, []);
        assertEquals(await page.evaluate("globalThis.harmed"), undefined);
      });

      await t.step("no class but our own passes the sanitizer", async () => {
        const html = '<span class="send">a</span><code class="language-ts">b</code>' +
          '<span class="hljs-title function_">c</span><p class="hljs-title tip">d</p>';
        assertEquals(
          await page.evaluate(`sanitize(${JSON.stringify(html)})`),
          '<span>a</span>b<span class="hljs-title function_">c</span>d',
        );
      });

      await t.step("code in colours has parts, and unknown languages have none", async () => {
        const html = await page.evaluate("highlight('let x = 1;', 'ts')");
        assert(String(html).includes('<span class="hljs-keyword">let</span>'), String(html));
        assertEquals(await page.evaluate("highlight('let x = 1;', 'no-such')"), undefined);
        assertEquals(await page.evaluate("highlight('Dear all,\\nthank you.')"), undefined);
      });

      await t.step("a few emoji alone are shown large", async () => {
        const texts = ["🎉", "👍🏽 ❤️", "👩‍🚀🇩🇪", "🎉 yes", "1", "", "🎉".repeat(7), "©"];
        const large = await page.evaluate(`${JSON.stringify(texts)}.map(isEmojiOnly)`);
        assertEquals(large, [true, true, true, false, false, false, false, false]);
      });
    } finally {
      await browser.close();
    }
  },
});
