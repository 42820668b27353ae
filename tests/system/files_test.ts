/** Files at the programs people run: large ones, restarts, kills, what `parley doctor` says of them. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { createHash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { readProcessUsage } from "../../bench/generator/process_usage.ts";
import { MadeUpFile, parleyFiles, receive } from "../../bench/file_transfer.ts";
import { lacksDisks, SmallDisk } from "../support/disk.ts";
import { findPrograms, RunningProgram, runToEnd, TestFolder } from "../support/program.ts";
import type { Program } from "../support/program.ts";

const mebibyte = 2 ** 20;
const tus = { "tus-resumable": "1.0.0" };

/** A server with a room `tea`, and how Ann asks there. */
class Stage implements AsyncDisposable {
  readonly folder = new TestFolder();
  parley!: RunningProgram;
  #headers: Record<string, string> = {};

  private constructor(readonly program: Program, readonly args: string[]) {}

  static async open(program: Program, args: string[] = []): Promise<Stage> {
    const stage = new Stage(program, args);
    await stage.start();
    const cookie = await stage.parley.cookieOf("Ann");
    stage.#headers = { cookie };
    const made = await stage.ask("POST", "/api/rooms", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "tea" }),
    });
    assertEquals(made.status, 201);
    await made.body?.cancel();
    return stage;
  }

  async start(): Promise<void> {
    this.parley = await RunningProgram.start(this.program, this.folder.path, this.args);
  }

  ask(method: string, path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const own = { ...this.#headers, origin: this.parley.origin };
    return this.parley.fetch(path, { method, headers: { ...own, ...headers as object }, ...init });
  }

  /** Sends a file and a message that has it; gives the file's id. */
  async share(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const { id } = await (await this.ask("POST", "/api/rooms/tea/files", { body: bytes })).json();
    const said = await this.ask("POST", "/api/rooms/tea/messages", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: "", files: [id] }),
    });
    assertEquals(said.status, 201);
    await said.body?.cancel();
    return id;
  }

  /** Everything that is kept of files, by path. */
  async kept(): Promise<string[]> {
    const paths: string[] = [];
    const files = join(this.folder.path, "data", "files");
    for await (const { name } of Deno.readDir(files)) {
      for await (const file of Deno.readDir(join(files, name))) paths.push(`${name}/${file.name}`);
    }
    return paths;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.parley[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

/** Bytes that a program may still write. */
async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const lacksDisk = lacksDisks();

for (const program of findPrograms()) {
  Deno.test(`${program.name} takes and gives a large file in little memory`, async () => {
    const flags = "--rate-limit 0 --max-upload 1GiB --room-quota 9GiB --person-quota 9GiB".split(
      " ",
    );
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path, flags);
    const { ways } = await parleyFiles(parley.origin);
    const small = new MadeUpFile(8 * mebibyte);
    const large = new MadeUpFile(256 * mebibyte);
    for (const { title, upload } of ways) {
      await receive(await upload(small), small.hash());
      const rss = () => readProcessUsage(parley.pid).rssBytes;
      const before = rss();
      let most = before;
      const looking = setInterval(() => most = Math.max(most, rss()), 20);
      try {
        await receive(await upload(large), large.hash());
      } finally {
        clearInterval(looking);
      }
      const grewBy = Math.round((most - before) / mebibyte);
      assert(grewBy < 32, `${title}: grew by ${grewBy} MiB`);
    }
  });

  Deno.test(`${program.name} goes on with an upload after kill -9, and keeps what it took`, async () => {
    await using stage = await Stage.open(program);
    const bytes = crypto.getRandomValues(new Uint8Array(60_000));
    const whole = await stage.share(bytes.slice(0, 30_000));
    const begun = await stage.ask("POST", "/api/rooms/tea/files", {
      headers: { ...tus, "upload-length": "60000" },
    });
    await begun.body?.cancel();
    const location = begun.headers.get("location")!;
    const append = async (offset: number, end: number) => {
      const response = await stage.ask("PATCH", location, {
        headers: {
          ...tus,
          "upload-offset": `${offset}`,
          "content-type": "application/offset+octet-stream",
        },
        body: bytes.slice(offset, end),
      });
      await response.body?.cancel();
      return [response.status, response.headers.get("upload-offset")];
    };
    assertEquals(await append(0, 25_000), [204, "25000"]);
    await stage.parley.end("SIGKILL");
    await stage.start();
    const found = await stage.ask("HEAD", location, { headers: tus });
    await found.body?.cancel();
    assertEquals(found.headers.get("upload-offset"), "25000");
    assertEquals(await append(25_000, 60_000), [204, "60000"]);
    const { id, size } = await (await stage.ask("GET", location)).json();
    assertEquals(size, 60_000);
    assertEquals(await (await stage.ask("GET", `/files/${id}/a`)).bytes(), bytes);
    assertEquals(
      await (await stage.ask("GET", `/files/${whole}/a`)).bytes(),
      bytes.slice(0, 30_000),
    );
  });

  Deno.test(`${program.name}: parley doctor finds files without bytes, and bytes without a file`, async () => {
    await using stage = await Stage.open(program);
    const bytes = new TextEncoder().encode("hello");
    await stage.share(bytes);
    await stage.share(new TextEncoder().encode("world"));
    await stage.parley.end("SIGTERM");
    const data = join(stage.folder.path, "data");
    const well = await runToEnd(program, ["doctor", "--data", data]);
    assertMatch(well.stdout, /^ok {4}bytes of files: 2, 10 bytes, each of a file$/m);
    const hash = createHash("sha256").update(bytes).digest("hex");
    await Deno.remove(join(data, "files", hash.slice(0, 2), hash.slice(2)));
    const stray = "0".repeat(64);
    await Deno.mkdir(join(data, "files", "00"), { recursive: true });
    await Deno.writeTextFile(join(data, "files", "00", stray.slice(2)), "?");
    const { code, stdout } = await runToEnd(program, ["doctor", "--data", data]);
    assertEquals(code, 1);
    assertMatch(stdout, new RegExp(`the bytes of "file" are not there \\(${hash}\\)`));
    assertMatch(stdout, new RegExp(`no file needs ${stray}, of 1 byte`));
  });

  Deno.test(`${program.name} answers HEAD and ranges of a file as it should`, async () => {
    await using stage = await Stage.open(program);
    const id = await stage.share(new TextEncoder().encode("0123456789".repeat(1_000)));
    const accept = { "accept-encoding": "br, gzip" };
    const head = await stage.ask("HEAD", `/files/${id}/a`, { headers: accept });
    assertEquals([head.status, head.headers.get("content-length")], [200, "10000"]);
    assertEquals(head.headers.get("content-encoding"), null);
    const range = { ...accept, range: "bytes=2-4" };
    const part = await stage.ask("GET", `/files/${id}/a`, { headers: range });
    assertEquals([part.status, await part.text()], [206, "234"]);
    const parts = { ...accept, range: "bytes=0-1,5-6" };
    const several = await stage.ask("GET", `/files/${id}/a`, { headers: parts });
    assertMatch(await several.text(), /\r\n\r\n01\r\n--[\s\S]+\r\n\r\n56\r\n--/);
  });

  Deno.test({
    name:
      `${program.name} whose disk fills up in the middle of an upload goes on once there is room`,
    ignore: lacksDisk,
    fn: async () => {
      await using disk = await SmallDisk.mount(12_000_000);
      await using stage = await Stage.open(program, ["--data", disk.path]);
      const bytes = crypto.getRandomValues(new Uint8Array(60_000));
      const large = new Uint8Array(5_000_000);
      const begun = await stage.ask("POST", "/api/rooms/tea/files", {
        headers: { ...tus, "upload-length": `${large.length}` },
      });
      await begun.body?.cancel();
      const location = begun.headers.get("location")!;
      // Who is refused while they still send may find the connection closed before the answer.
      const append = async (offset: number) => {
        try {
          const response = await stage.ask("PATCH", location, {
            headers: {
              ...tus,
              "upload-offset": `${offset}`,
              "content-type": "application/offset+octet-stream",
            },
            body: large.slice(offset),
          });
          await response.body?.cancel();
          return response.status;
        } catch (error) {
          assert(error instanceof TypeError, `${error}`);
          return 503;
        }
      };
      const free = await freeOn(disk.path);
      await disk.take(free - 2_000_000);
      assertEquals(await append(0), 503);
      // The connection that the server closed then may be the next one that the client takes.
      await stage.parley.fetch("/healthz").then((answer) => answer.body?.cancel(), () => {});
      // What would leave no space for messages is refused before it begins.
      const refused = await stage.ask("POST", "/api/rooms/tea/files", {
        headers: { ...tus, "upload-length": "1900000" },
      });
      assertEquals((await refused.json()).code, "unavailable");
      // Who talks notices nothing of it.
      await stage.share(bytes.slice(0, 10));
      await disk.makeRoom();
      const found = await stage.ask("HEAD", location, { headers: tus });
      await found.body?.cancel();
      const offset = Number(found.headers.get("upload-offset"));
      assertEquals(await append(offset), 204);
      const { size } = await (await stage.ask("GET", location)).json();
      assertEquals(size, large.length);
    },
  });

  Deno.test(`${program.name} without what --files needs says which option that is`, async () => {
    for (
      const [flags, missing] of [
        ["--files postgres", "--database-url"],
        [
          "--files s3 --s3-endpoint https://s3.example.org",
          "--s3-bucket, --s3-key-id, --s3-secret",
        ],
      ]
    ) {
      await using folder = new TestFolder();
      const args = ["--data", folder.path, "--port", "0", ...flags!.split(" ")];
      const { code, stderr } = await runToEnd(program, args);
      assertEquals([code, stderr.includes(`${missing} is missing`)], [2, true], stderr);
    }
  });
}
