import { join } from "@std/path";
import type { CompileOptions } from "../../tasks/compile.ts";
import { compile, cutRuntime, permissions } from "../../tasks/compile.ts";
import type { ClientOptions } from "./client.ts";
import { TestClient } from "./client.ts";
import { projectFolder } from "./server.ts";

/** A way to start Parley as its users do. */
export interface Program {
  readonly name: string;
  /** The command and its first arguments. */
  readonly command: readonly [string, ...string[]];
}

/** What the executable is made of, files and folders at the top of the project. */
export const sources: readonly string[] = [
  "main.ts",
  "lib",
  "client",
  "static",
  "templates",
  "deno.json",
  "deno.lock",
  "tasks/compile.ts",
];
/** What is made anew of these by each build. */
const built = join(projectFolder, "static", "build");

const executable = join(projectFolder, Deno.build.os === "windows" ? "parley.exe" : "parley");

/**
 * The ways to start Parley that this machine has: its sources, and the executable where it was
 * compiled. In CI an executable that is missing is a failure, elsewhere a line says so.
 */
export function findPrograms(): Program[] {
  const fromSources: Program = {
    name: "deno run main.ts",
    command: [Deno.execPath(), "run", ...permissions, join(projectFolder, "main.ts")],
  };
  const found = findExecutable();
  return [fromSources, ...(found ? [{ name: "the executable", command: [found] as const }] : [])];
}

/** Path of the executable, where it was compiled from these sources; as {@linkcode findPrograms}. */
export function findExecutable(): string | undefined {
  const lack = whyNoExecutable();
  if (lack === undefined) return executable;
  if (Deno.env.has("CI")) throw new Error(`Cannot use the executable: ${lack}`);
  // deno-lint-ignore no-console
  console.log(`The executable is left out: ${lack}; deno task compile makes it`);
}

/**
 * Compiles another program just as the executable was, with the same runtime and permissions.
 *
 * @param folder Where to put it.
 * @returns Its path.
 */
export async function compileAlike(
  folder: string,
  program: Pick<CompileOptions, "main" | "include" | "otel">,
): Promise<string> {
  const output = join(folder, `alike${Deno.build.os === "windows" ? ".exe" : ""}`);
  const denort = await cutRuntime(executable, folder);
  await compile({ ...program, output, ...(denort && { denort }) });
  return output;
}

/** Why the executable cannot be tested: it is not there, or it was made of older sources. */
function whyNoExecutable(): string | undefined {
  try {
    const madeAt = Deno.statSync(executable).mtime!;
    const isOld = sources.some((path) => newestBelow(join(projectFolder, path)) > madeAt);
    return isOld ? "it is older than its sources" : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "it is not there";
    throw error;
  }
}

/** When the newest file at or below `path` was changed, but for what was built. */
function newestBelow(path: string): Date {
  if (path === built) return new Date(0);
  const { isDirectory, mtime } = Deno.statSync(path);
  if (!isDirectory) return mtime!;
  const times = Deno.readDirSync(path).map(({ name }) => newestBelow(join(path, name)));
  return times.reduce((newest, time) => time > newest ? time : newest, new Date(0));
}

/** Parley as a process of its own, on a free loopback port. */
export class RunningProgram implements AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** Settles when the process ends. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #process: Deno.ChildProcess;
  /** What it logged until it said that, and what it logs from then on. */
  readonly #first: string;
  readonly #rest: Promise<string>;
  #soFar = "";
  #wasAsked = false;

  private constructor(
    process: Deno.ChildProcess,
    { origin, first, reader }: {
      origin: string;
      first: string;
      reader: ReadableStreamDefaultReader<string>;
    },
  ) {
    this.#process = process;
    this.origin = origin;
    this.#first = first;
    this.#rest = this.#drain(reader);
    this.status = process.status;
  }

  /**
   * Starts `program` and waits until it says where it listens.
   *
   * @param folder Its working directory; without `--data` among `args`, its data lies there.
   * @param env What is in its environment besides.
   */
  static async start(
    program: Program,
    folder: string,
    args: string[] = [],
    env: Record<string, string> = {},
  ): Promise<RunningProgram> {
    const [command, ...first] = program.command;
    const process = new Deno.Command(command, {
      args: [...first, "--host", "127.0.0.1", "--port", "0", "--log-format", "json", ...args],
      cwd: folder,
      env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (true) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`Cannot start ${program.name}: ${text}`);
      text += value;
      // In either format of the log.
      const origin = /url"?[:=]"?(http[^"\s]+)\/["\s]/.exec(text)?.[1];
      if (origin === undefined) continue;
      return new RunningProgram(process, { origin, first: text, reader });
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Asks for `path`; redirects are not followed. The body has to be read. */
  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.origin}${path}`, { redirect: "manual", ...init });
  }

  /** The cookie, as a browser sends it, of a guest who gave `name`. */
  async cookieOf(name: string): Promise<string> {
    const response = await this.fetch(`/chat?room=any&name=${encodeURIComponent(name)}`);
    await response.body?.cancel();
    return response.headers.get("set-cookie")!.split(";")[0]!;
  }

  /** Opens a socket to a room. */
  join(options: ClientOptions): Promise<TestClient> {
    return TestClient.open(this.origin, options);
  }

  /** Sends a signal and waits for the end of the process. */
  async end(signal: Deno.Signal): Promise<Deno.CommandStatus> {
    this.signal(signal);
    const status = await this.status;
    await this.#rest;
    return status;
  }

  /** What it logged after it was ready, so far, as it stands there. */
  get soFar(): string {
    return this.#soFar;
  }

  /** What it logged after it was ready, by its words, until its end. */
  async logged(): Promise<{ level: string; message: string; why?: string }[]> {
    const lines = (await this.#rest).split("\n").filter((line) => line.startsWith("{"));
    return lines.map((line) => JSON.parse(line));
  }

  /** All that it logged, as it stands, until its end. */
  async output(): Promise<string> {
    return this.#first + await this.#rest;
  }

  /** Once it has ended: how, and its last words, where nobody asked it to. */
  async crash(): Promise<string | undefined> {
    const { code, signal } = await this.status;
    if (this.#wasAsked) return undefined;
    return `process ${this.pid} ended with ${signal ?? code}: ${(await this.#rest).slice(-2_000)}`;
  }

  /** Sends a signal. */
  signal(signal: Deno.Signal): void {
    this.#wasAsked ||= signal !== "SIGSTOP" && signal !== "SIGCONT";
    this.#process.kill(signal);
  }

  async #drain(reader: ReadableStreamDefaultReader<string>): Promise<string> {
    while (true) {
      const { value, done } = await reader.read();
      if (done) return this.#soFar;
      this.#soFar += value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.signal("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.status;
    await this.#rest;
  }
}

/** Runs `program` to its end. */
export async function runToEnd(
  program: Program,
  args: string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [command, ...first] = program.command;
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...first, ...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A folder that is removed afterwards. */
export class TestFolder implements AsyncDisposable {
  readonly path: string;

  constructor() {
    this.path = Deno.makeTempDirSync({ prefix: "parley-test-" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
