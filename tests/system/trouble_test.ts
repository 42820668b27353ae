/** Disks that are full or frozen, a database that is locked or damaged: what people hear of it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { said } from "../store/subject.ts";
import type { TestClient } from "../support/client.ts";
import { FrozenFile, lacksDisks, ReadOnlyView, SmallDisk } from "../support/disk.ts";
import type { Program } from "../support/program.ts";
import { findPrograms, RunningProgram, runToEnd, TestFolder } from "../support/program.ts";
import { StoredData } from "../support/stored_data.ts";

/** Somebody who notes what becomes of each message. */
class Sender {
  readonly acknowledged = new Set<string>();
  readonly refused = new Set<string>();
  readonly #client: TestClient;
  readonly #name: string;
  #count = 0;

  constructor(client: TestClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Says something new, or once more what was refused; tells what came of it. */
  async say(
    text: string,
    ref = `${this.#name}-${++this.#count}`,
  ): Promise<"acknowledged" | "refused"> {
    this.#client.send({ type: "say", text, ref });
    const answer = await this.#client.hearAny((message) => "ref" in message && message.ref === ref);
    if (answer.type === "message") {
      this.acknowledged.add(ref);
      this.refused.delete(ref);
      return "acknowledged";
    }
    assert(answer.type === "error");
    assertEquals(answer.code, "unavailable");
    this.refused.add(ref);
    return "refused";
  }
}

/** The refs of all messages in the room `tea`, oldest first. */
async function refsIn(parley: RunningProgram): Promise<(string | undefined)[]> {
  const refs = [];
  for (let after = 0, more = true; more;) {
    const path = `/api/rooms/tea/messages?limit=200&after=${after}`;
    const page = await (await parley.fetch(path)).json();
    for (const { seq, ref } of page.messages) {
      refs.push(ref);
      after = seq;
    }
    more = page.more;
  }
  return refs;
}

/** What the operator was told of the database, in words. */
async function toldOf(parley: RunningProgram): Promise<[string, string, string?][]> {
  await parley.end("SIGTERM");
  return (await parley.logged()).filter(({ message }) => message.includes("database"))
    .map(({ level, message, why }) => why ? [level, message, why] : [level, message]);
}

function start(program: Program, folder: string, data: string): Promise<RunningProgram> {
  return RunningProgram.start(program, folder, ["--data", data, "--rate-limit", "0"]);
}

const well: [string, string] = ["info", "the database is well again"];
const lacks = lacksDisks();

for (const program of findPrograms()) {
  Deno.test({
    name: `${program.name} on a full disk refuses, reads on, and goes on once there is room`,
    ignore: lacks,
    async fn() {
      await using folder = new TestFolder();
      await using disk = await SmallDisk.mount(8_000_000);
      const data = join(disk.path, "data");
      const long = "x".repeat(8_000);
      let senders: Sender[] = [];
      {
        await using parley = await start(program, folder.path, data);
        const names = ["ann", "bob", "cem", "dee", "eve"];
        const clients = await Promise.all(names.map((name) => parley.join({ room: "tea", name })));
        senders = clients.map((client, index) => new Sender(client, names[index]!));
        for (const sender of senders) assertEquals(await sender.say("early"), "acknowledged");
        await disk.take(4_000_000);
        await Promise.all(senders.map(async (sender) => {
          while (await sender.say(long) === "acknowledged");
        }));

        // Reading, joining and whatever needs no disk go on.
        for (let n = 0; n < 5; n++) for (const sender of senders) await sender.say(long);
        const page = await (await parley.fetch("/api/rooms/tea/messages?limit=3")).json();
        assertEquals(page.messages.length, 3);
        clients[0]!.send({ type: "history", ref: "h", limit: 4 });
        assertEquals((await clients[0]!.hear("history")).messages.length, 4);
        await using late = await parley.join({ room: "tea", name: "late" });
        assert((await late.hear("welcome")).seq >= senders.length);
        late.send({ type: "read", seq: 1 });
        const isRefused = senders.every(({ refused }) => refused.size > 0);
        assert(isRefused, "the disk was never full");

        await disk.makeRoom();
        await Promise.all(senders.map(async (sender) => {
          for (const ref of sender.refused) {
            while (await sender.say(long, ref) === "refused");
          }
        }));
        await Promise.all(clients.map((client) => client.close()));
        assertEquals(await toldOf(parley), [
          [
            "error",
            "the database cannot be used",
            "the disk is full; make room (database or disk is full)",
          ],
          well,
        ]);
      }
      await using parley = await start(program, folder.path, data);
      const refs = await refsIn(parley);
      const expected = senders.flatMap(({ acknowledged }) => [...acknowledged]);
      assertEquals(refs.toSorted(), expected.toSorted());
      const { stdout } = await runToEnd(program, ["doctor", "--data", data]);
      assertEquals(stdout.match(/^FAIL {2}(?!disk).*/gm), null);
    },
  });

  Deno.test({
    name: `${program.name} starts on a full disk, so that people can read`,
    ignore: lacks,
    async fn() {
      await using folder = new TestFolder();
      await using disk = await SmallDisk.mount(6_000_000);
      const data = join(disk.path, "data");
      {
        await using parley = await start(program, folder.path, data);
        await using ann = await parley.join({ room: "tea", name: "ann" });
        assertEquals(await new Sender(ann, "ann").say("early"), "acknowledged");
        // As a crash leaves it: the lock's files are there already.
        await parley.end("SIGKILL");
      }
      await disk.take(3_000_000);
      await Deno.writeFile(join(disk.path, "rest"), new Uint8Array(9_000_000)).catch(() => {});
      await using parley = await start(program, folder.path, data);
      const page = await (await parley.fetch("/api/rooms/tea/messages")).json();
      assertEquals(page.messages.map(({ text }: { text: string }) => text), ["early"]);
    },
  });

  Deno.test(`${program.name} refuses while another program has locked the database, then goes on`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    await using ann = await parley.join({ room: "tea", name: "ann" });
    const sender = new Sender(ann, "ann");
    assertEquals(await sender.say("before"), "acknowledged");
    using other = new DatabaseSync(join(folder.path, "data", "parley.db"), { timeout: 5_000 });
    other.exec("begin exclusive");
    assertEquals(await sender.say("during"), "refused");
    assertEquals(await sender.say("during, again"), "refused");
    const page = await (await parley.fetch("/api/rooms/tea/messages")).json();
    assertEquals(page.messages.length, 1);
    other.exec("rollback");
    assertEquals(await sender.say("during", "ann-2"), "acknowledged");
    assertEquals(await sender.say("during, again", "ann-3"), "acknowledged");
    assertEquals(await refsIn(parley), ["ann-1", "ann-2", "ann-3"]);
    assertEquals(await toldOf(parley), [
      [
        "error",
        "the database cannot be used",
        "another program has locked it; end that program (database is locked)",
      ],
      well,
    ]);
  });

  Deno.test({
    name: `${program.name} refuses while its files can only be read, then goes on`,
    ignore: lacks,
    async fn() {
      await using folder = new TestFolder();
      await using parley = await RunningProgram.start(program, folder.path);
      await using ann = await parley.join({ room: "tea", name: "ann" });
      const sender = new Sender(ann, "ann");
      assertEquals(await sender.say("before"), "acknowledged");
      {
        await using _frozen = await FrozenFile.freeze(join(folder.path, "data", "parley.db-wal"));
        assertEquals(await sender.say("during"), "refused");
        assertEquals(await sender.say("during, again"), "refused");
        const page = await (await parley.fetch("/api/rooms/tea/messages")).json();
        assertEquals(page.messages.length, 1);
      }
      assertEquals(await sender.say("during", "ann-2"), "acknowledged");
      assertEquals(await refsIn(parley), ["ann-1", "ann-2"]);
      const [trouble, ...rest] = await toldOf(parley);
      assertMatch(
        trouble!.join(),
        /^error,the database cannot be used,the disk fails or is full; /,
      );
      assertEquals(rest, [well]);
    },
  });

  Deno.test({
    name: `${program.name} refuses to start where it can only read, and says what to do`,
    ignore: lacks,
    async fn() {
      await using folder = new TestFolder();
      await using empty = await ReadOnlyView.of(folder.path);
      const newcomer = await runToEnd(program, ["--port", "0", "--data", empty.path]);
      assertEquals(newcomer.code, 2);
      assertMatch(newcomer.stderr, /^parley: Cannot use the data folder [^\n]+\n$/);
      assertStringIncludes(newcomer.stderr, "let the server write there, or choose another");

      await using stored = await StoredData.of({ tea: [said("one")] });
      await Deno.writeFile(join(stored.folder, "guests.key"), new Uint8Array(32));
      await using full = await ReadOnlyView.of(stored.folder);
      const { code, stderr } = await runToEnd(program, ["--port", "0", "--data", full.path]);
      assertEquals(code, 2);
      assertMatch(stderr, /^parley: Cannot open the database [^\n]+\n$/);
      assertStringIncludes(stderr, "it is read-only; let the server write to its folder");
    },
  });

  Deno.test(`${program.name} refuses to start with what is no database, and says what to do`, async () => {
    await using stored = new StoredData();
    await Deno.writeTextFile(stored.path, "no database, whatever its name says".repeat(99));
    const { code, stderr } = await runToEnd(program, ["--port", "0", "--data", stored.folder]);
    assertEquals(code, 2);
    assertMatch(stderr, /^parley: Cannot open the database [^\n]+\n$/);
    assertStringIncludes(stderr, "the file is not a database; name another data folder with");
  });

  Deno.test(`${program.name} reads what is sound of a damaged database, and says once what to do`, async () => {
    await using stored = await StoredData.of({
      tea: Array.from({ length: 2_000 }, (_, n) => said(`${n} ${"x".repeat(100)}`)),
    });
    {
      using file = await Deno.open(stored.path, { write: true });
      await file.seek(100 * 4096, Deno.SeekMode.Start);
      await file.write(new Uint8Array(4096 * 12).fill(0x55));
    }
    await using parley = await start(program, stored.folder, stored.folder);
    await using ann = await parley.join({ room: "tea", name: "ann" });
    const statuses = new Set<number>();
    for (let before = 2_001; before > 0; before -= 100) {
      const path = `/api/rooms/tea/messages?limit=100&before=${before}`;
      const response = await parley.fetch(path);
      await response.body?.cancel();
      statuses.add(response.status);
    }
    assertEquals([...statuses].toSorted(), [200, 503]);
    assertEquals(await new Sender(ann, "ann").say("at the end all is well"), "acknowledged");
    const told = await toldOf(parley);
    assertEquals(told.length, 1);
    assertMatch(
      told[0]!.join(),
      /^error,the database cannot be used,it is damaged; stop the server/,
    );
  });
}
