import { assert, assertEquals } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { TestServer } from "../support/server.ts";

Deno.test("what the audit log could not keep is answered, and told to the operator", async () => {
  const store = new MemoryStore();
  await using server = await TestServer.open({ store });
  const headers = {
    cookie: await server.cookieOf("Ada"),
    origin: server.origin,
    "content-type": "application/json",
  };
  const post = (path: string, body: object) =>
    server.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  await (await post("/api/rooms", { name: "tea" })).body?.cancel();
  store.audit.add = () => Promise.reject(new ChatError("unavailable", "Cannot write"));
  const answer = await post("/api/rooms/tea/bots", { name: "Robot" });
  const { id, token } = await answer.json();
  assertEquals([answer.status, typeof token], [201, "string"]);
  const line = server.logged.find((line) => line.includes("missing in the audit log"))!;
  const { level, act, room, by, requestId } = JSON.parse(line);
  assertEquals([level, act, room], ["error", "bot.create", "tea"]);
  assertEquals(requestId, answer.headers.get("x-request-id"));
  assert(by.startsWith("g-"), by);
  assert(!line.includes(token) && id !== undefined, line);
});
