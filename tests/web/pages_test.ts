import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TestServer } from "../support/server.ts";

const typed: readonly (readonly [typed: string, room: string])[] = [
  ["Tea Kitchen", "tea-kitchen"],
  ["  tea \t kitchen ", "tea-kitchen"],
  ["Früh\u00A0stück", "früh-stück"],
];

for (const [given, room] of typed) {
  Deno.test(`GET /chat takes the room ${JSON.stringify(given)} from the form`, async () => {
    await using server = await TestServer.open();
    const query = new URLSearchParams({ room: given, name: "Ann" });
    const response = await server.fetch(`/chat?${query}`);
    await response.body?.cancel();
    assertEquals(response.headers.get("location"), `/chat?room=${encodeURIComponent(room)}`);
  });
}

Deno.test("GET /chat shows a room name that it cannot use as it was typed", async () => {
  await using server = await TestServer.open();
  const response = await server.fetch("/chat?room=Tea%20%2F%20Kitchen&name=Ann");
  assertEquals(response.status, 400);
  assertStringIncludes(await response.text(), 'value="Tea &#x2F; Kitchen"');
});

Deno.test("a room name with a space stays refused on the wire", async () => {
  await using server = await TestServer.open();
  const response = await server.fetch("/api/rooms/tea%20kitchen");
  await response.body?.cancel();
  assertEquals(response.status, 400);
});

for (const path of ["/", "/join", "/chat?room=tea", "/chat?room=%2F", "/nowhere"]) {
  Deno.test(`GET ${path} holds the mark and nothing of Mustache`, async () => {
    await using server = await TestServer.open();
    const response = await server.fetch(path, { headers: { accept: "text/html" } });
    const text = await response.text();
    assertStringIncludes(text, '<svg class="mark"');
    assert(!/[{}]{2}/.test(text), "a tag was left");
  });
}

Deno.test("the join page begins in the field of the name, the landing page does not", async () => {
  await using server = await TestServer.open();
  const join = await (await server.fetch("/chat?room=tea")).text();
  assert(/<input[^>]*name="name"[^>]*\sautofocus/.test(join), "join");
  assert(!(await (await server.fetch("/")).text()).includes("autofocus"), "landing");
});
