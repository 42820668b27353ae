import { assertEquals, assertStringIncludes } from "@std/assert";
import { TestServer } from "../support/server.ts";

/** The head of a page, asked for with a cookie of the theme. */
async function head(server: TestServer, path: string, cookie: string): Promise<string> {
  const response = await server.fetch(path, { headers: { cookie, accept: "text/html" } });
  return (await response.text()).split("</head>")[0]!;
}

for (const path of ["/", "/chat?room=tea", "/nowhere"]) {
  Deno.test(`GET ${path} is dark from the first byte for who chose that`, async () => {
    await using server = await TestServer.open();
    const dark = await head(server, path, "x=1; parley_theme=dark");
    assertStringIncludes(dark, 'data-theme="dark"');
    assertStringIncludes(dark, 'name="color-scheme" content="dark"');
    assertStringIncludes(dark, 'content="#ffffff" media="not all"');
    assertStringIncludes(dark, 'content="#151a19" media="all"');
  });
}

Deno.test("GET / leaves the theme to the system without a cookie, and with one it cannot read", async () => {
  await using server = await TestServer.open();
  const plain = await head(server, "/", "");
  assertStringIncludes(plain, 'data-theme="system"');
  assertStringIncludes(plain, 'name="color-scheme" content="light dark"');
  assertStringIncludes(plain, 'media="(prefers-color-scheme: light)"');
  assertEquals(await head(server, "/", 'parley_theme="><script>'), plain);
});
