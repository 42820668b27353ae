/** A server on SQLite that is moved to PostgreSQL, with the people who are in it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PostgresPool } from "../../lib/store/postgres_pool.ts";
import { hashToken } from "../../lib/token.ts";
import { HeardLog } from "../support/heard_log.ts";
import { Ledger } from "../support/ledger.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import type { Program } from "../support/program.ts";
import { findPrograms, RunningProgram, runToEnd, TestFolder } from "../support/program.ts";
import { Random } from "../support/random.ts";
import { StoredData } from "../support/stored_data.ts";
import { Talker } from "../support/talker.ts";
import { until } from "../support/until.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

/** A folder with a user who is signed in, by a cookie. */
async function signedIn(): Promise<StoredData> {
  const data = new StoredData();
  const at = Date.now();
  await data.write(async ({ accounts }) => {
    const profile = { issuer: "https://id.example.org", subject: "1", name: "Ada" };
    const { id } = await accounts.signIn(profile, "ada", at);
    const session = { id: "s", user: id, at, seen: at, agent: "", address: "" };
    await accounts.addSession(session, await hashToken("token"));
  });
  return data;
}

/** The cookie of that user. */
const session = "parley_session=token";

/** Sends a file into a room; gives its path. */
async function sendFile(parley: RunningProgram, cookie: string, bytes: Uint8Array<ArrayBuffer>) {
  const headers = { cookie, origin: parley.origin };
  const made = await parley.fetch("/api/rooms/tea/files?name=leaf.bin", {
    ...{ method: "POST", headers, body: bytes },
  });
  const { id } = await made.json();
  const said = await parley.fetch("/api/rooms/tea/messages", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ text: "A leaf", files: [id] }),
  });
  assertEquals(said.status, 201);
  await said.body?.cancel();
  return `/files/${id}/leaf.bin`;
}

/** Kills a move, as the system might, once it waits in the midst of the tables. */
async function killMidway(program: Program, args: string[], url: string): Promise<void> {
  const { log } = new HeardLog();
  const pool = await PostgresPool.open({ url, statementTimeoutSeconds: 200, log });
  await pool.transaction(async (sql) => {
    await sql`lock table files in exclusive mode`;
    const [command, ...first] = program.command;
    const move = new Deno.Command(command, {
      ...{ args: [...first, ...args], stdin: "null", stdout: "null", stderr: "null" },
    }).spawn();
    const waits = "select exists (select from pg_locks where not granted)";
    await until(async () => await postgres.execute(waits) === "t");
    move.kill("SIGKILL");
    assertEquals((await move.status).signal, "SIGKILL");
  });
  await pool.close();
}

for (const program of findPrograms()) {
  Deno.test(
    `${program.name} moves to PostgreSQL under the people who are in it`,
    { ignore },
    async () => {
      await using folder = new TestFolder();
      await using data = await signedIn();
      const url = await postgres.freshUrl();
      const faults: string[] = [];
      const ledger = new Ledger("tea", faults);
      const bytes = crypto.getRandomValues(new Uint8Array(60_000));

      await using first = await RunningProgram.start(program, folder.path, [
        ...["--data", data.folder, "--rate-limit", "0"],
      ]);
      const { origin } = first;
      await using talker = new Talker({
        ...{ name: "bob", origin, cookie: await first.cookieOf("bob"), ledger, faults },
        ...{ random: new Random(7), window: 4 },
      });
      await talker.open();
      const path = await sendFile(first, session, bytes);
      talker.talk();
      await talker.client.until(() => talker.client.seq > 200);
      await first.end("SIGTERM");

      const args = ["migrate", "--from", `sqlite:${data.folder}`, "--to", url];
      await killMidway(program, args, url);
      const store = ["--store", "postgres", "--files", "postgres", "--database-url", url];
      const early = await runToEnd(program, ["--port", "0", "--data", folder.path, ...store]);
      assertEquals(early.code, 2);
      assertStringIncludes(early.stderr, "run parley migrate again, which goes on where it was");
      const { code, stdout, stderr } = await runToEnd(program, args);
      assertEquals([code, stderr], [0, ""]);
      assertStringIncludes(stdout, "counts and hashes are the same on both sides");

      const { port } = new URL(origin);
      await using second = await RunningProgram.start(program, folder.path, [
        ...[...store, "--port", port, "--rate-limit", "0"],
      ]);
      const { client } = talker;
      await client.until(() => client.isOpen && client.resumes > 0);
      const before = client.seq;
      await client.until(() => client.seq > before + 50);
      await talker.hush();
      assertEquals(faults, []);
      assert([...talker.sent.values()].every(({ seq, refused }) => seq ?? refused));
      const exported = await runToEnd(program, ["export", "tea", ...store]);
      const messages = exported.stdout.trim().split("\n").map((line) => JSON.parse(line));
      assertEquals(messages, ledger.messages());

      const headers = { cookie: session, origin };
      const file = await second.fetch(path, { headers });
      assertEquals(new Uint8Array(await file.arrayBuffer()), bytes);
      const me = await (await second.fetch("/api/me", { headers })).json();
      assertEquals(me, { id: "ada", name: "Ada", kind: "user" });
      assertEquals([...Deno.readDirSync(folder.path)], []);
    },
  );

  Deno.test(`${program.name} says what a move lacks, and shows no password`, async () => {
    await using folder = new TestFolder();
    const from = `sqlite:${folder.path}`;
    const away = "postgres://ada:hunter2@127.0.0.1:1/x";
    for (
      const [args, words] of [
        [["--to", away], "Cannot migrate: --from needs to be sqlite:FOLDER"],
        [["--from", away, "--to", from], "Cannot migrate: --from needs to be sqlite:FOLDER"],
        [["--from", from], "Cannot migrate: --to is missing; name PostgreSQL with it, or with"],
        [["--from", from, "--to", away], "it is not there"],
      ] as const
    ) {
      const { code, stderr } = await runToEnd(program, ["migrate", ...args]);
      assertEquals([code, stderr.includes("hunter2")], [2, false]);
      assertStringIncludes(stderr, words);
    }
  });
}
