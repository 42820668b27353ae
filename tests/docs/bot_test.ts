/** The bot of `docs/BOTS.md`, run as it says there. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { projectFolder, TestServer } from "../support/server.ts";

const path = join(projectFolder, "docs/bot.ts");

Deno.test("docs/bot.ts is ten lines of code, which BOTS.md shows as they are", async () => {
  const code = (await Deno.readTextFile(path)).replace(/^\/\*\*.*\n/, "");
  assertEquals(code.split("\n").filter((line) => line.trim() !== "").length, 10);
  assertStringIncludes(await Deno.readTextFile(join(projectFolder, "docs/BOTS.md")), code);
});

/** A process of the bot that ends with the test. */
class RunningBot implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;

  constructor(origin: string, token: string) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-net", "--allow-env", path],
      env: { BOT_ROOM: `${origin.replace("http", "ws")}/room?room=tea`, BOT_TOKEN: token },
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.status;
  }
}

Deno.test("docs/bot.ts answers each question once, even when it starts anew", async () => {
  await using server = await TestServer.open();
  const headers = { cookie: await server.cookieOf("Ann"), origin: server.origin };
  const post = async (path: string, body: object) => {
    const response = await server.fetch(path, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  };
  await post("/api/rooms", { name: "tea" });
  const { id, token } = await post("/api/rooms/tea/bots", { name: "Clock" });
  await using ann = await server.join({ room: "tea", headers });
  const ask = async () => {
    ann.send("!time");
    const { seq } = await ann.hear("message", ({ text }) => text === "!time");
    const { from, text } = await ann.hear("message", ({ replyTo }) => replyTo === seq);
    assertEquals(from, { id, name: "Clock", kind: "bot" });
    assert(Math.abs(Date.parse(text!) - Date.now()) < 60_000, text);
  };
  {
    await using _bot = new RunningBot(server.origin, token);
    await ask();
  }
  await using _bot = new RunningBot(server.origin, token);
  await ask();
  assertEquals(ann.heard.filter(({ type }) => type === "message").length, 4);
});
