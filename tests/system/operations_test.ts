/** What an operator asks of the program: a backup, an export, a doctor. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { deletion, edit, reaction, said } from "../store/subject.ts";
import type { TestClient } from "../support/client.ts";
import { lacksDisks, SmallDisk } from "../support/disk.ts";
import type { Program } from "../support/program.ts";
import { findPrograms, RunningProgram, runToEnd, TestFolder } from "../support/program.ts";
import { StoredData } from "../support/stored_data.ts";

/** Somebody who says one thing after the other until told to stop, each when the last is stored. */
class Chatterer {
  /** Refs of what is acknowledged, in order. */
  readonly acknowledged: string[] = [];
  readonly done: Promise<void>;
  #isStopped = false;
  #onNews: (() => void)[] = [];

  constructor(client: TestClient, name: string) {
    this.done = this.#talk(client, name);
  }

  /** Waits until so many are acknowledged. */
  async until(count: number): Promise<void> {
    while (this.acknowledged.length < count) {
      await new Promise<void>((resolve) => this.#onNews.push(resolve));
    }
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    return this.done;
  }

  async #talk(client: TestClient, name: string): Promise<void> {
    for (let n = 1; !this.#isStopped; n++) {
      const ref = `${name}-${n}`;
      client.send({ type: "say", text: `${n} ${"words ".repeat(20)}`, ref });
      await client.hear("message", (message) => message.ref === ref);
      if (n % 5 === 0) client.send({ type: "react", target: n, emoji: "👍", on: true });
      this.acknowledged.push(ref);
      for (const wake of this.#onNews.splice(0)) wake();
    }
  }
}

/** A server in whose room `tea` 20 people talk without end. */
class Hubbub implements AsyncDisposable {
  private constructor(
    readonly parley: RunningProgram,
    readonly people: readonly Chatterer[],
    readonly clients: readonly TestClient[],
  ) {}

  static async start(program: Program, folder: string): Promise<Hubbub> {
    const parley = await RunningProgram.start(program, folder, ["--rate-limit", "0"]);
    const names = Array.from({ length: 20 }, (_, n) => `n${n}`);
    const clients = await Promise.all(names.map((name) => parley.join({ room: "tea", name })));
    const people = clients.map((client, index) => new Chatterer(client, names[index]!));
    return new Hubbub(parley, people, clients);
  }

  /** Everything that is acknowledged just now. */
  get acknowledged(): string[] {
    return this.people.flatMap(({ acknowledged }) => acknowledged);
  }

  /** Waits until everybody has been acknowledged `count` times more. */
  async goOn(count: number): Promise<void> {
    await Promise.all(this.people.map((one) => one.until(one.acknowledged.length + count)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.people.map((one) => one.stop()));
    await Promise.all(this.clients.map((client) => client.close()));
    await this.parley[Symbol.asyncDispose]();
  }
}

/** All messages of a room as the export writes them. */
async function exported(program: Program, data: string, room = "tea") {
  const { code, stdout, stderr } = await runToEnd(program, ["export", room, "--data", data]);
  assertEquals([code, stderr], [0, ""]);
  return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/** What the doctor says is wrong, but for the disk of the machine that runs the tests. */
async function faults(program: Program, data: string): Promise<string[]> {
  const { stdout } = await runToEnd(program, ["doctor", "--data", data]);
  assertStringIncludes(stdout, " search index: ");
  return stdout.match(/^FAIL {2}(?!disk).*/gm) ?? [];
}

const lacks = lacksDisks();

for (const program of findPrograms()) {
  Deno.test(`${program.name} backs up while 20 people talk, and starts from the copy`, async () => {
    await using folder = new TestFolder();
    const restored = join(folder.path, "restored");
    const copy = join(restored, "parley.db");
    await Deno.mkdir(restored);
    let before: string[];
    {
      await using hubbub = await Hubbub.start(program, folder.path);
      await hubbub.goOn(10);
      before = hubbub.acknowledged;
      const data = join(folder.path, "data");
      const { code, stdout, stderr } = await runToEnd(program, ["backup", copy, "--data", data]);
      assertEquals([code, stderr], [0, ""]);
      assertMatch(stdout, /^Copied all that was said to [^\n]+\n$/);
      assertStringIncludes(stdout, join(data, "guests.key"));
      // The server has not waited.
      await hubbub.goOn(1);
    }
    assertEquals(await faults(program, restored), []);
    const refs = (await exported(program, restored)).map(({ ref }) => ref);
    assertEquals(before.filter((ref) => !refs.includes(ref)), []);
    assertEquals(new Set(refs).size, refs.length);

    await using parley = await RunningProgram.start(program, folder.path, ["--data", restored]);
    await using ann = await parley.join({ room: "tea", name: "ann" });
    const { seq } = await ann.hear("welcome");
    ann.send("after the disaster");
    assertEquals((await ann.hear("message", (message) => message.seq > seq)).seq, seq + 1);
  });

  Deno.test(`${program.name} knows its guests again when their key is restored as well`, async () => {
    await using folder = new TestFolder();
    const [data, restored] = [join(folder.path, "data"), join(folder.path, "restored")];
    await Deno.mkdir(restored);
    let cookie: string;
    {
      await using parley = await RunningProgram.start(program, folder.path);
      cookie = await parley.cookieOf("Ann");
      const copy = join(restored, "parley.db");
      assertEquals((await runToEnd(program, ["backup", copy, "--data", data])).code, 0);
      await Deno.copyFile(join(data, "guests.key"), join(restored, "guests.key"));
    }
    await using parley = await RunningProgram.start(program, folder.path, ["--data", restored]);
    const me = await (await parley.fetch("/api/me", { headers: { cookie } })).json();
    assertEquals(me.name, "Ann");
  });

  Deno.test(`${program.name} finds nothing wrong while 20 people talk`, async () => {
    await using folder = new TestFolder();
    await using hubbub = await Hubbub.start(program, folder.path);
    await hubbub.goOn(5);
    for (let round = 0; round < 3; round++) {
      assertEquals(await faults(program, join(folder.path, "data")), []);
    }
    await hubbub.goOn(1);
  });

  Deno.test(`${program.name} doctor exits 0 when all is well, 1 when something is wrong`, async () => {
    await using data = await StoredData.of({ tea: [said("one"), edit(1, "two")] });
    const args = ["doctor", "--data", data.folder];
    const well = await runToEnd(program, args);
    const isDiskFull = well.stdout.includes("FAIL  disk");
    assertEquals([well.code, well.stderr], [isDiskFull ? 1 : 0, ""], well.stdout);
    if (!isDiskFull) assertMatch(well.stdout, /^(ok {4}.+\n){9}All is well\.\n$/);
    data.tamper("update events set folded = body where seq = 1");
    const ill = await runToEnd(program, args);
    assertEquals([ill.code, ill.stderr], [1, ""]);
    assertStringIncludes(ill.stdout, 'FAIL  messages: room "tea": message 1 is not what its log');
    assertMatch(ill.stdout, /\n\d of 9 checks failed\.\n$/);
  });

  Deno.test(`${program.name} doctor --reindex builds the search index anew, unless a server runs`, async () => {
    await using data = await StoredData.of({ tea: [said("one"), said("two")] });
    data.tamper("insert into search (rowid, text, author) values (1, 'stray', 'eve')");
    assertEquals((await faults(program, data.folder)).length, 1);
    const args = ["doctor", "--reindex", "--data", data.folder];
    {
      await using _parley = await RunningProgram.start(program, data.folder, args.slice(2));
      const { code, stderr } = await runToEnd(program, args);
      assertEquals(code, 2);
      assertStringIncludes(stderr, "another server uses it; stop it");
    }
    const { stdout } = await runToEnd(program, args);
    assertMatch(stdout, /^Built the search index anew, of 2 entries\.\nok {4}database: /);
    assertEquals(await faults(program, data.folder), []);
  });

  Deno.test(`${program.name} exports what the API gives, in its words`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    await using ann = await parley.join({ room: "tea", name: "ann" });
    for (
      const command of [
        { type: "say", text: "one\ntwo \u2028 <b>", ref: "r1" },
        { type: "say", text: "three", replyTo: 1 },
        { type: "edit", target: 2, text: "four" },
        { type: "react", target: 1, emoji: "🎉", on: true },
        { type: "say", text: "gone" },
        { type: "delete", target: 5 },
      ]
    ) ann.send(command);
    await ann.settled();
    const { messages } = await (await parley.fetch("/api/rooms/tea/messages")).json();
    assertEquals(await exported(program, join(folder.path, "data")), messages);
  });

  Deno.test(`${program.name} exports a page to a file, and a long room to a reader that has enough`, async () => {
    await using data = await StoredData.of({
      tea: [said("one"), reaction(1, "👍"), said("two"), deletion(3)],
      long: Array.from({ length: 5_000 }, (_, n) => said(`${n} ${"x".repeat(200)}`)),
    });
    const output = join(data.folder, "tea.html");
    const args = ["export", "tea", "--format", "html", "--output", output, "--data", data.folder];
    assertEquals(await runToEnd(program, args), { code: 0, stdout: "", stderr: "" });
    const page = await Deno.readTextFile(output);
    assertMatch(page, /^<!DOCTYPE html>\n.*<\/html>\n$/s);
    assertStringIncludes(page, '<article id="m1">');

    const [command, ...first] = program.command;
    const reader = new Deno.Command(command, {
      args: [...first, "export", "long", "--data", data.folder],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stdout = reader.stdout.getReader();
    await stdout.read();
    await stdout.cancel();
    const [{ code }, said_] = await Promise.all([reader.status, reader.stderr.text()]);
    assertEquals([code, said_], [0, ""]);
  });

  Deno.test(`${program.name} says in one line why it cannot do what an operator asks`, async () => {
    await using data = await StoredData.of({ tea: [said("one")] });
    await using folder = new TestFolder();
    const here = ["--data", data.folder];
    const nowhere = ["--data", folder.path];
    for (
      const [args, why] of [
        [["backup"], "it needs to be backup FILE"],
        [["backup", data.path, ...here], "it is there already; remove it or choose another name"],
        [["backup", join(folder.path, "a.db"), ...nowhere], "name the data folder with --data"],
        [["backup", join(folder.path, "b", "a.db"), ...here], "No such file or directory"],
        [["export", "milk", ...here], 'Cannot export room "milk": there is none of this name'],
        [["export", "tea", ...nowhere], "name the data folder with --data"],
        [["export", "tea", "--format", "xml", ...here], 'Cannot use --format "xml"'],
        [["export", "tea", "--output", data.path, ...here], "it is there already"],
        [["doctor", ...nowhere], "name the data folder with --data"],
        [["doctor", "now", ...here], 'Cannot run "doctor now"'],
      ] as const
    ) {
      const { code, stdout, stderr } = await runToEnd(program, [...args]);
      assertEquals([code, stdout], [2, ""], args.join(" "));
      assertMatch(stderr, /^parley: [^\n]+\n$/);
      assertStringIncludes(stderr, why);
    }
    assertEquals([...Deno.readDirSync(folder.path)], []);
  });

  Deno.test({
    name: `${program.name} leaves nothing of a backup for which there is no room`,
    ignore: lacks,
    async fn() {
      await using data = await StoredData.of({
        tea: Array.from({ length: 200 }, () => said("x".repeat(8_000))),
      });
      await using disk = await SmallDisk.mount(1_000_000);
      for (
        const [args, what] of [
          [["backup", join(disk.path, "copy.db")], "Cannot back up to"],
          [["export", "tea", "--output", join(disk.path, "tea.jsonl")], "Cannot write"],
        ] as const
      ) {
        const { code, stderr } = await runToEnd(program, [...args, "--data", data.folder]);
        assertEquals(code, 2);
        assertStringIncludes(stderr, `parley: ${what}`);
        assertStringIncludes(stderr, "the disk is full; make room");
        assert([...Deno.readDirSync(disk.path)].length === 0);
      }
    },
  });
}
