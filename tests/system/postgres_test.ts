/** The programs people run, with their logs in PostgreSQL. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { findPrograms, RunningProgram, runToEnd, TestFolder } from "../support/program.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

/** What the program is told to keep everything in a schema of its own. */
async function storeArgs(): Promise<string[]> {
  return ["--store", "postgres", "--database-url", await postgres.freshUrl()];
}

for (const program of findPrograms()) {
  Deno.test(`${program.name} reaches PostgreSQL by its socket`, { ignore }, async () => {
    await using folder = new TestFolder();
    const schema = new URL(await postgres.freshUrl()).searchParams;
    const args = ["--store", "postgres", "--database-url", `${postgres.socketUrl}&${schema}`];
    await using parley = await RunningProgram.start(program, folder.path, args);
    await using ann = await parley.join({ room: "tea", name: "Ann" });
    ann.send("Green tea");
    assertEquals((await ann.hear("message")).seq, 1);
  });

  Deno.test(`${program.name} keeps rooms, files and words in PostgreSQL`, { ignore }, async () => {
    await using folder = new TestFolder();
    const args = [...await storeArgs(), "--files", "postgres"];
    let cookie: string;
    let path: string;
    {
      await using parley = await RunningProgram.start(program, folder.path, args);
      cookie = await parley.cookieOf("Ann");
      const headers = { cookie, origin: parley.origin };
      await using ann = await parley.join({ room: "tea", name: "Ann" });
      await ann.hear("welcome");
      ann.send({ type: "say", text: "Green tea", ref: "1" });
      assertEquals((await ann.hear("message")).seq, 1);
      const made = await parley.fetch("/api/rooms/tea/files?name=leaf.txt", {
        method: "POST",
        headers,
        body: "a leaf",
      });
      const { id } = await made.json();
      path = `/files/${id}/leaf.txt`;
      const said = await parley.fetch("/api/rooms/tea/messages", {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ text: "A leaf", files: [id] }),
      });
      assertEquals(said.status, 201);
      await said.body?.cancel();
      assertEquals((await parley.end("SIGTERM")).code, 0);
    }
    await using parley = await RunningProgram.start(program, folder.path, args);
    const headers = { cookie, origin: parley.origin };
    const found = await parley.fetch("/api/rooms/tea/search?q=tea", { headers });
    const { results } = await found.json();
    assertEquals(results.map(({ text }: { text: string }) => text), ["Green tea"]);
    assertEquals(await (await parley.fetch(path, { headers })).text(), "a leaf");
    assertEquals([...Deno.readDirSync(folder.path)], []);
  });

  Deno.test(`${program.name} exports a room from PostgreSQL`, { ignore }, async () => {
    await using folder = new TestFolder();
    const args = await storeArgs();
    const run = (...more: string[]) => runToEnd(program, ["export", "tea", ...more, ...args]);
    const before = await run();
    assertEquals(before.code, 2);
    assertStringIncludes(before.stderr, "start the server once, which brings it up to date");
    await using parley = await RunningProgram.start(program, folder.path, [
      ...args,
      ...["--rate-limit", "0"],
    ]);
    await using ann = await parley.join({ room: "tea", name: "Ann" });
    for (let n = 1; n <= 510; n++) ann.send({ type: "say", text: `tea ${n}`, ref: `${n}` });
    ann.send({ type: "say", text: "answer", ref: "answer", replyTo: 3 });
    ann.send({ type: "edit", target: 2, text: "tea, edited", ref: "edit" });
    await ann.hear("edited");
    const { code, stdout } = await run();
    const messages = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals([code, messages.length], [0, 511]);
    assertEquals([messages[1].text, messages[510].replyTo], ["tea, edited", 3]);
    const page = await run("--format", "html");
    assertEquals(page.stdout.split("tea 3<").length, 3);
    const { stderr } = await runToEnd(program, ["export", "milk", ...args]);
    assertStringIncludes(stderr, 'Cannot export room "milk": there is none of this name');
  });

  Deno.test(`${program.name} goes on when the database was away`, { ignore }, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path, await storeArgs());
    await using ann = await parley.join({ room: "tea", name: "Ann" });
    await ann.hear("welcome");
    ann.send({ type: "say", text: "before", ref: "1" });
    await ann.hear("message");
    await postgres.stop();
    ann.send({ type: "say", text: "during", ref: "2" });
    assertEquals((await ann.hear("error")).code, "unavailable");
    await postgres.start();
    ann.send({ type: "say", text: "after", ref: "3" });
    assertEquals((await ann.hear("message")).seq, 2);
    await parley.end("SIGTERM");
    const lines = (await parley.logged()).map(({ message }) => message);
    assert(lines.includes("the database cannot be written"), `${lines}`);
  });

  Deno.test(`${program.name} says what is wrong with its PostgreSQL`, { ignore }, async () => {
    await using folder = new TestFolder();
    const away = "postgres://ada:hunter2@127.0.0.1:1/x";
    for (
      const [args, words] of [
        [[], "Cannot keep logs in postgres: --database-url is missing"],
        [["--database-url", away], "it cannot be reached; start it, or mend the network"],
      ] as const
    ) {
      const common = ["--data", folder.path, "--port", "0", "--store", "postgres"];
      const { code, stderr } = await runToEnd(program, [...common, ...args]);
      assertEquals(code, 2);
      assertStringIncludes(stderr, words);
      assertEquals(stderr.includes("hunter2"), false);
    }
  });

  Deno.test(`${program.name} says what to do in place of commands for SQLite`, async () => {
    await using folder = new TestFolder();
    const args = ["--data", folder.path, "--store", "postgres"];
    for (
      const [command, words] of [
        [["backup", join(folder.path, "copy.db")], "pg_dump makes a copy"],
        [["doctor"], "pg_amcheck looks whether it is sound"],
      ] as const
    ) {
      const { code, stderr } = await runToEnd(program, [...command, ...args]);
      assertEquals(code, 2);
      assertStringIncludes(stderr, words);
    }
  });
}
