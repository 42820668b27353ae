import { join } from "@std/path";
import { connect } from "node:net";
import { freePort } from "./free_port.ts";

/** Where Debian's packages put their versions. */
const versions = "/usr/lib/postgresql";

/**
 * Whether tests that need PostgreSQL have to be left out: none is installed, and this is not CI,
 * where that is a failure. Says so once.
 */
export function lacksPostgres(): boolean {
  if (findPrograms() !== undefined || Deno.env.has("CI")) return false;
  // deno-lint-ignore no-console
  console.log(`Tests with PostgreSQL are left out: ${versions}/*/bin/postgres is not there`);
  return true;
}

/** A PostgreSQL of its own on loopback, with an empty database. */
export class TestPostgres implements AsyncDisposable {
  readonly #folder: string;
  readonly #port: number;
  readonly #programs: string;
  readonly #isDurable: boolean;
  /** Its processes, while they are stopped. */
  #frozen: number[] = [];

  private constructor(folder: string, port: number, programs: string, isDurable: boolean) {
    this.#isDurable = isDurable;
    this.#folder = folder;
    this.#port = port;
    this.#programs = programs;
  }

  /** @param isDurable Whether a commit waits for the disk; tests need not. */
  static async open({ isDurable = false } = {}): Promise<TestPostgres> {
    const programs = findPrograms();
    if (programs === undefined) throw new Error(`Cannot find PostgreSQL in "${versions}"`);
    const folder = await Deno.makeTempDir({ prefix: "parley-test-" });
    const postgres = new TestPostgres(folder, freePort(), programs, isDurable);
    // It refuses to run as root.
    if (isRoot()) await run("chown", "postgres", folder);
    await postgres.#run("initdb", "-A", "trust", "-U", "chat", "-E", "UTF8", "--locale=C.UTF-8");
    await postgres.start();
    return postgres;
  }

  /** The process that all others of it are children of. */
  get pid(): number {
    return parseInt(Deno.readTextFileSync(join(this.#folder, "data", "postmaster.pid")));
  }

  /** What a client connects with. */
  get url(): string {
    return `postgres://chat@127.0.0.1:${this.#port}/postgres`;
  }

  /** The same by its socket, without the network. */
  get socketUrl(): string {
    return `postgres:///postgres?host=${this.#folder}&port=${this.#port}&user=chat`;
  }

  /** The same, with a schema that nobody has used yet. */
  async freshUrl(): Promise<string> {
    const schema = `test_${crypto.randomUUID().replaceAll("-", "")}`;
    await this.execute(`create schema ${schema}`);
    return `${this.url}?search_path=${schema}`;
  }

  /** Starts it, as it is at first, or again after {@linkcode stop}: what it held is there. */
  async start(): Promise<void> {
    const options = [
      `-p ${this.#port}`,
      `-k ${this.#folder}`,
      "-c listen_addresses=127.0.0.1",
      `-c fsync=${this.#isDurable ? "on" : "off"}`,
    ];
    // Without a log it would hold on to our pipes for as long as it lives.
    const log = join(this.#folder, "log");
    await this.#run("pg_ctl", "-w", "-l", log, "-o", options.join(" "), "start");
  }

  /** Ends it and all its connections, at once. */
  async stop(): Promise<void> {
    await this.#run("pg_ctl", "-w", "-m", "immediate", "stop");
  }

  /**
   * Lets in whom these lines of `pg_hba.conf` let in, before those that are there.
   *
   * @see {@link https://www.postgresql.org/docs/current/auth-pg-hba-conf.html | The file pg_hba.conf}
   */
  async admit(...lines: readonly string[]): Promise<void> {
    const path = join(this.#folder, "data", "pg_hba.conf");
    await Deno.writeTextFile(path, [...lines, await Deno.readTextFile(path)].join("\n"));
    await this.execute("select pg_reload_conf()");
  }

  /** Offers TLS from now on, with a certificate and its key, PEM. */
  async offerTls({ cert, key }: { cert: string; key: string }): Promise<void> {
    for (const [name, text] of [["server.crt", cert], ["server.key", key]] as const) {
      const path = join(this.#folder, "data", name);
      await Deno.writeTextFile(path, text, { mode: 0o600 });
      if (isRoot()) await run("chown", "postgres", path);
    }
    await this.execute("alter system set ssl = on");
    await this.execute("select pg_reload_conf()");
  }

  /** Stops it in the midst of what it does: nobody gets an answer, and no connection ends. */
  async freeze(): Promise<void> {
    const pids = await this.execute(
      "select pid from pg_stat_activity where pid <> pg_backend_pid()",
    );
    this.#frozen = [this.pid, ...pids.split("\n").map((text) => parseInt(text))];
    for (const pid of this.#frozen) Deno.kill(pid, "SIGSTOP");
  }

  /** Lets it go on. */
  thaw(): void {
    for (const pid of this.#frozen.splice(0)) Deno.kill(pid, "SIGCONT");
  }

  /** Runs SQL, as somebody else would. */
  async execute(sql: string): Promise<string> {
    return await run(join(this.#programs, "psql"), "-XAtq", "-d", this.url, "-c", sql);
  }

  /** All that is in the rows of a schema, as text. */
  async dump(schema: string): Promise<string> {
    return await run(join(this.#programs, "pg_dump"), "-a", "-n", schema, "-d", this.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    if (await this.#isRunning()) await this.stop();
    await Deno.remove(this.#folder, { recursive: true });
  }

  #run(program: string, ...args: string[]): Promise<string> {
    const command = [join(this.#programs, program), "-D", join(this.#folder, "data"), ...args];
    const asUser = isRoot() ? ["runuser", "-u", "postgres", "--"] : [];
    const [first, ...others] = [...asUser, ...command];
    return run(first!, ...others);
  }

  #isRunning(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#port, "127.0.0.1");
      socket.on("connect", () => socket.destroy());
      socket.on("error", () => {});
      socket.on("close", (hadError) => resolve(!hadError));
    });
  }
}

/** The folder of the newest version's programs. */
function findPrograms(): string | undefined {
  try {
    const found = Deno.readDirSync(versions).map(({ name }) => Number(name)).filter(
      Number.isFinite,
    );
    const newest = Math.max(...found);
    const folder = join(versions, `${newest}`, "bin");
    Deno.statSync(join(folder, "postgres"));
    return folder;
  } catch {
    return undefined;
  }
}

function isRoot(): boolean {
  return Deno.uid() === 0;
}

async function run(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd: "/" }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`Cannot run ${command}: ${text.decode(stderr)}`);
  return text.decode(stdout).trim();
}
