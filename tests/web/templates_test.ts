import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { OperatorError } from "../../lib/errors.ts";
import { Assets } from "../../lib/web/assets.ts";
import type { PageName } from "../../lib/web/templates.ts";
import { Templates } from "../../lib/web/templates.ts";
import { projectFolder } from "../support/server.ts";

const pageNames: readonly PageName[] = [
  "landing",
  "join",
  "invite",
  "chat",
  "offline",
  "error",
  "login",
  "signed_out",
  "account",
  "admin",
];
const partialNames = ["mark", "masthead", "name_field", "problem", "languages"];
const projectTemplates = join(projectFolder, "templates");
const layout = '<title>{{title}}</title><body data-page="{{page}}" data-version="{{version}}">' +
  "{{>content}}</body>";

/** A folder of files that removes itself. */
class Folder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async of(files: Readonly<Record<string, string>>): Promise<Folder> {
    const folder = new Folder(await Deno.makeTempDir({ prefix: "parley-test-" }));
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(folder.path, name)), { recursive: true });
      await Deno.writeTextFile(join(folder.path, name), text);
    }
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** Templates of which each page is `content`, beside one asset `app.css`. */
async function openTemplates(content: string, around = layout): Promise<Templates> {
  const pages = pageNames.map((name) => [`${name}.html`, content]);
  const partials = partialNames.map((name) => [`partials/${name}.html`, ""]);
  await using folder = await Folder.of({
    "layout.html": around,
    ...Object.fromEntries([...pages, ...partials]),
  });
  return await Templates.load({ folder: folder.path, assets: await openAssets(), version: "1.2" });
}

/** Assets that hold `app.css` alone. */
async function openAssets(): Promise<Assets> {
  await using folder = await Folder.of({ "app.css": "p { color: red }" });
  return await Assets.load(folder.path);
}

Deno.test("Templates.load() without a built asset fails and says to run deno task build", async () => {
  const options = { folder: projectTemplates, assets: await openAssets(), version: "1.2" };
  const error = await assertRejects(() => Templates.load(options), OperatorError);
  assertStringIncludes(error.message, '"build/app.css"');
  assertStringIncludes(error.message, "deno task build");
});

Deno.test("Templates.load() finds an asset that only a page names, and that is missing", async () => {
  const page = "{{#asset}}none.js{{/asset}}";
  const error = await assertRejects(() => openTemplates(page), OperatorError);
  assertStringIncludes(error.message, '"none.js"');
  assertStringIncludes(error.message, "deno task build");
});

Deno.test("Templates.load() fails where the layout names a missing asset", async () => {
  await assertRejects(
    () => openTemplates("", "{{#asset}}none.css{{/asset}}{{>content}}"),
    OperatorError,
    "deno task build",
  );
});

for (const missing of ["layout", ...pageNames]) {
  Deno.test(`Templates.load() fails without ${missing}.html`, async () => {
    const there = ["layout", ...pageNames].filter((name) => name !== missing);
    const files = Object.fromEntries(there.map((name) => [`${name}.html`, ""]));
    await using folder = await Folder.of(files);
    const assets = await openAssets();
    const options = { folder: folder.path, assets, version: "1.2" };
    await assertRejects(() => Templates.load(options), Error);
  });
}

Deno.test("Templates.render() puts the page into the layout", async () => {
  const templates = await openTemplates("<p>{{text}}</p>");
  assertEquals(
    templates.render("join", "Tea", { text: "come in" }),
    '<title>Tea</title><body data-page="join" data-version="1.2"><p>come in</p></body>',
  );
});

Deno.test("Templates.render() writes the address of an asset with its hash", async () => {
  const templates = await openTemplates('<link href="{{#asset}}app.css{{/asset}}">');
  const { href } = /href="(?<href>[^"]*)"/.exec(templates.render("chat", "", {}))!.groups!;
  assertEquals(href, (await openAssets()).address("app.css"));
});

for (
  const [what, value] of [
    ["a script", "<script>alert(1)</script>"],
    ["an attribute's end in double quotes", '" onload="alert(1)'],
    ["an attribute's end in single quotes", "' onload='alert(1)"],
    ["a character reference", "&lt;b&gt;"],
    ["the end of the title", "</title><script>"],
  ] as const
) {
  Deno.test(`Templates.render() shows ${what} as text`, async () => {
    const templates = await openTemplates(`<p title="{{text}}" lang='{{text}}'>{{text}}</p>`);
    const html = templates.render("chat", value, { text: value });
    const markup = html.replaceAll(/&(?:amp|lt|gt|quot|#39|#x2F|#x60|#x3D);/g, "");
    assertEquals(html.includes(value), false);
    assertEquals(
      markup.match(/[<>"'&]/g)!.length,
      templates.render("chat", "", {}).match(/[<>"'&]/g)!.length,
    );
  });
}

Deno.test("Templates.render() does not render what a value says", async () => {
  const templates = await openTemplates("<p>{{text}}</p>");
  const text = "{{version}} {{#asset}}none{{/asset}} {{>content}}";
  assertStringIncludes(templates.render("chat", "{{version}}", { text }), "<p>{{version}} ");
});

Deno.test("Templates.render() lets no view stand in for title, page, version or assets", async () => {
  const templates = await openTemplates("{{#asset}}app.css{{/asset}}");
  const view = { title: "x", page: "x", version: "x", asset: "x" };
  assertEquals(templates.render("chat", "Tea", view), templates.render("chat", "Tea", {}));
});

Deno.test("Templates.render() shows nothing for what the view does not have", async () => {
  const templates = await openTemplates("<p>{{text}}</p>");
  assertStringIncludes(templates.render("chat", "", {}), "<p></p>");
});

for (const name of ["layout", ...pageNames]) {
  Deno.test(`${name}.html writes no value unescaped`, async () => {
    const source = await Deno.readTextFile(join(projectTemplates, `${name}.html`));
    assert(!/\{\{\{|\{\{\s*&|\{\{=/.test(source), `${name}.html has an unescaped tag`);
  });
}

Deno.test("every file in templates/ is a page, the layout or a partial", async () => {
  const filesIn = async (folder: string) =>
    (await Array.fromAsync(Deno.readDir(folder))).filter((entry) => entry.isFile)
      .map(({ name }) => name).sort();
  const named = (names: readonly string[]) => names.map((name) => `${name}.html`).sort();
  assertEquals(await filesIn(projectTemplates), named(["layout", ...pageNames]));
  assertEquals(await filesIn(join(projectTemplates, "partials")), named(partialNames));
});
