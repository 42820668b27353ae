/** The program as its users start it: from its sources, and as one executable. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { PushBrowser } from "../support/push_browser.ts";
import { RawSocket } from "../support/raw_socket.ts";
import { findPrograms, RunningProgram, runToEnd, TestFolder } from "../support/program.ts";

for (const program of findPrograms()) {
  Deno.test(`${program.name} serves pages and assets from any folder`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    const cookie = await parley.cookieOf("Ann");
    const page = await (await parley.fetch("/chat?room=tea", { headers: { cookie } })).text();
    const addresses = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) =>
      path!
    );
    assert(addresses.some((path) => /\/chat\.[0-9a-f]{10}\.js$/.test(path)), page);
    for (const path of addresses) {
      const response = await parley.fetch(path, { headers: { "accept-encoding": "br" } });
      assertEquals(response.status, 200, path);
      assertMatch(response.headers.get("etag")!, /^"/, path);
      assertStringIncludes(response.headers.get("cache-control")!, "immutable", path);
      await response.body?.cancel();
    }
  });

  Deno.test(`${program.name} lets plain-text clients hear each other`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    await using ann = await parley.join({ room: "tea", name: "ann" });
    await using bob = await parley.join({ room: "tea", name: "bob" });
    ann.send("hello");
    const { seq, text, from } = await bob.hear("message");
    assertEquals([seq, text, from.name], [1, "hello", "ann"]);
  });

  Deno.test(`${program.name} shows 20 clients that send at once the same order`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path, ["--rate-limit", "0"]);
    const clients = await Promise.all(
      Array.from({ length: 20 }, (_, n) => parley.join({ room: "tea", name: `n${n}` })),
    );
    for (let n = 0; n < 100; n++) for (const client of clients) client.send(`${n}`);
    const logs = await Promise.all(clients.map(async (client) => {
      await client.hear("message", ({ seq }) => seq === 2_000);
      return client.heard.filter(({ type }) => type === "message");
    }));
    for (const log of logs) assertEquals(log, logs[0]);
    assertEquals(
      logs[0]!.map((message) => message.type === "message" && message.seq),
      Array.from({ length: 2_000 }, (_, n) => n + 1),
    );
    await Promise.all(clients.map((client) => client.close()));
  });

  Deno.test(`${program.name} shares its port with another one by --reuse-port`, async () => {
    await using folders = new AsyncDisposableStack();
    const start = (port: string) =>
      RunningProgram.start(program, folders.use(new TestFolder()).path, [
        ...["--store", "memory", "--reuse-port", "on", "--port", port],
      ]);
    await using first = await start("0");
    await using second = await start(new URL(first.origin).port);
    assertEquals(second.origin, first.origin);
  });

  Deno.test(`${program.name} sends nothing from outside its static folder`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    for (
      const path of ["/static/../main.ts", "/static/%2e%2e%2fmain.ts", "/static/..%2fdeno.json"]
    ) {
      using socket = await RawSocket.connect(parley.origin);
      await socket.write(`GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
      assertMatch(new TextDecoder().decode(await socket.read()), /^HTTP\/1\.1 40[04] /, path);
    }
  });

  Deno.test(`${program.name} keeps what it stores for its owner alone`, async () => {
    await using folder = new TestFolder();
    const data = join(folder.path, "data");
    await Deno.mkdir(data, { mode: 0o755 });
    await using parley = await RunningProgram.start(program, folder.path);
    await using ann = await parley.join({ room: "tea", name: "ann" });
    ann.send("between us");
    await ann.hear("message");
    const entries = [...Deno.readDirSync(data)];
    const modes = entries.map(({ name }) => [name, Deno.statSync(join(data, name)).mode! & 0o777]);
    assertEquals(
      modes,
      entries.map(({ name, isDirectory }) => [name, isDirectory ? 0o700 : 0o600]),
    );
    const names = entries.map(({ name }) => name);
    assertEquals(["parley.db", "files"].filter((name) => names.includes(name)).length, 2);
    assertEquals((await Deno.stat(join(data, "guests.key"))).size, 32);
  });

  Deno.test(`${program.name} makes the key of its pushes once, for its owner alone`, async () => {
    await using folder = new TestFolder();
    const keyFile = join(folder.path, "data", "push.key");
    const keys = [];
    for (let start = 0; start < 2; start++) {
      await using parley = await RunningProgram.start(program, folder.path);
      const headers = { cookie: await parley.cookieOf("Ann") };
      const { key, levels } = await (await parley.fetch("/api/push", { headers })).json();
      assertEquals(levels, {});
      keys.push(key);
      await parley.end("SIGTERM");
    }
    assertMatch(keys[0], /^B[A-Za-z0-9_-]{86}$/);
    assertEquals(keys[1], keys[0]);
    const { size, mode } = await Deno.stat(keyFile);
    assertEquals([size, mode! & 0o777], [32, 0o600]);
  });

  Deno.test(`${program.name} takes subscriptions, and keeps them and what people chose`, async () => {
    await using folder = new TestFolder();
    const endpoint = "https://push.example/1";
    let cookie: string;
    {
      await using parley = await RunningProgram.start(program, folder.path);
      cookie = await parley.cookieOf("Ann");
      await using bob = await parley.join({ room: "tea", name: "bob" });
      await bob.hear("welcome");
      const put = async (path: string, body: unknown) => {
        const headers = { cookie, origin: parley.origin, "content-type": "application/json" };
        const init = { method: "PUT", headers, body: JSON.stringify(body) };
        const response = await parley.fetch(path, init);
        await response.body?.cancel();
        return response.status;
      };
      const good = new PushBrowser().json(endpoint);
      assertEquals(await put("/api/push/subscription", good), 204);
      // A point that is not on the curve, which must not end the process either.
      const bad = `BA${"A".repeat(84)}E`;
      const { auth } = good.keys as { auth: string };
      const wrong = { endpoint, keys: { p256dh: bad, auth } };
      assertEquals(await put("/api/push/subscription", wrong), 400);
      assertEquals(await put("/api/rooms/tea/notifications", { level: "all" }), 204);
      // It is tried, in vain: nothing here leads to the internet, or should.
      bob.send("@Ann");
      await bob.hear("message");
      await parley.end("SIGTERM");
    }
    await using parley = await RunningProgram.start(program, folder.path);
    const { levels } = await (await parley.fetch("/api/push", { headers: { cookie } })).json();
    assertEquals(levels, { tea: "all" });
  });

  Deno.test(`${program.name} makes no key where it is to send no pushes`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path, ["--push", "off"]);
    const headers = { cookie: await parley.cookieOf("Ann") };
    assertEquals(await (await parley.fetch("/api/push", { headers })).json(), { levels: {} });
    const names = [...Deno.readDirSync(join(folder.path, "data"))].map(({ name }) => name);
    assertEquals(names.includes("push.key"), false);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.test(`${program.name} closes sockets with 1001 and exits 0 on ${signal}`, async () => {
      await using folder = new TestFolder();
      await using parley = await RunningProgram.start(program, folder.path);
      const ann = await parley.join({ room: "tea", name: "ann" });
      ann.send("last words");
      await ann.hear("message");
      const { code } = await parley.end(signal);
      assertEquals([code, (await ann.closed).code], [0, 1001]);
    });
  }

  Deno.test(`${program.name} exits 0 on SIGTERM though a client answers nothing`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    using _stuck = await RawSocket.upgrade(parley.origin, "/room?room=tea&name=stuck");
    using half = await RawSocket.connect(parley.origin);
    await half.write("GET / HTTP/1.1\r\nHost:");
    assertEquals((await parley.end("SIGTERM")).code, 0);
  });

  Deno.test(`${program.name} exits at once on a second signal`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    using stuck = await RawSocket.upgrade(parley.origin, "/room?room=tea&name=stuck");
    parley.signal("SIGTERM");
    // Its socket is being closed, so the first signal has been heard.
    await stuck.readToClose();
    assertEquals((await parley.end("SIGTERM")).code, 1);
  });

  Deno.test(`${program.name} exits 0 on SIGTERM while a database keeps it from starting`, async () => {
    await using folder = new TestFolder();
    using database = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const url = `postgres://parley@127.0.0.1:${database.addr.port}/parley?sslmode=disable`;
    const [command, ...first] = program.command;
    const args = [...first, "--store", "postgres", "--database-url", url, "--port", "0"];
    const process = new Deno.Command(command, {
      args,
      cwd: folder.path,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    using _silent = await database.accept();
    process.kill("SIGTERM");
    assertEquals((await process.status).code, 0);
  });

  Deno.test(`${program.name} starts again after SIGKILL and knows its guests`, async () => {
    await using folder = new TestFolder();
    let cookie: string;
    {
      await using parley = await RunningProgram.start(program, folder.path);
      cookie = await parley.cookieOf("Ann");
      await parley.end("SIGKILL");
    }
    await using parley = await RunningProgram.start(program, folder.path);
    const me = await (await parley.fetch("/api/me", { headers: { cookie } })).json();
    assertEquals(me.name, "Ann");
  });

  Deno.test(`${program.name} has every acknowledged message after SIGKILL`, async () => {
    await using folder = new TestFolder();
    let epoch: string;
    {
      await using parley = await RunningProgram.start(program, folder.path, ["--rate-limit", "0"]);
      await using ann = await parley.join({ room: "tea", name: "ann" });
      epoch = (await ann.hear("welcome")).epoch;
      for (let n = 1; n <= 50; n++) ann.send(`${n}`);
      await ann.hear("message", ({ seq }) => seq === 50);
      await parley.end("SIGKILL");
    }
    await using parley = await RunningProgram.start(program, folder.path);
    await using bob = await parley.join({ room: "tea", name: "bob", since: 10, epoch });
    assertEquals((await bob.hear("welcome")).resumed, true);
    assertEquals(await bob.hearTexts(40), Array.from({ length: 40 }, (_, n) => `${n + 11}`));
  });

  Deno.test(`${program.name} refuses a data folder that another server uses`, async () => {
    await using folder = new TestFolder();
    await using _parley = await RunningProgram.start(program, folder.path);
    const data = join(folder.path, "data");
    const { code, stderr } = await runToEnd(program, ["--port", "0", "--data", data]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "another server uses it");
  });

  Deno.test(`${program.name} says what is wrong in one line and exits 2`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    const { port } = new URL(parley.origin);
    const data = ["--data", join(folder.path, "other")];
    const file = join(folder.path, "file");
    await Deno.writeTextFile(file, "");
    for (
      const [args, said] of [
        [["--bogus"], "Unknown option '--bogus'"],
        [["--port", "70000"], 'Cannot use --port "70000"'],
        [["--host", "127.0.0.1", "--port", port, ...data], `port ${port}: it is in use`],
        [["--data", join(file, "below")], "Cannot use the data folder"],
        [["dance"], 'Cannot run "dance"'],
      ] as const
    ) {
      const { code, stderr } = await runToEnd(program, [...args]);
      assertEquals(code, 2, stderr);
      assertMatch(stderr, /^parley: [^\n]+\n$/);
      assertStringIncludes(stderr, said);
    }
  });

  Deno.test(`${program.name} health exits 0 while the server runs, 1 when it does not`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    const { port } = new URL(parley.origin);
    const args = ["health", "--host", "127.0.0.1", "--port", port];
    assertEquals((await runToEnd(program, args)).code, 0);
    await parley.end("SIGTERM");
    assertEquals((await runToEnd(program, args)).code, 1);
  });

  Deno.test(`${program.name} --help fits 80 columns and names every option`, async () => {
    const { code, stdout } = await runToEnd(program, ["--help"]);
    const lines = stdout.trimEnd().split("\n");
    assertEquals(code, 0);
    assert(lines.every((line) => line.length <= 80), stdout);
    for (const flag of ["host", "port", "data", "store", "origin", "guests", "create-rooms"]) {
      assertStringIncludes(stdout, `--${flag} `);
    }
  });
}
