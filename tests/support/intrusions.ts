/** What a stranger would try who had got code of theirs into the program. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";

/** Where it is tried: the data folder, and a folder beside it with a file `secret`. */
export interface Places {
  readonly data: string;
  readonly outside: string;
}

/** What each attempt came to: `done`, or the name of the error that refused it. */
export type Outcomes = Readonly<Record<string, string>>;

/** What a server has to do; whether it can is told as for the rest. */
function work({ data }: Places): Readonly<Record<string, () => unknown>> {
  return {
    "write in the data folder": () => Deno.writeTextFile(`${data}/kept`, "kept"),
    "read in the data folder": () => Deno.readTextFile(`${data}/kept`),
    "make a folder in the data folder": () => Deno.mkdir(`${data}/files`, { recursive: true }),
    "keep a database in the data folder": () =>
      openDatabase(`${data}/parley.db`, "pragma journal_mode = wal; create table t (n)"),
    "ask how full its disk is": () => statfs(data),
  };
}

/** What nothing but an intruder would do. */
function mischief({ data, outside }: Places): Readonly<Record<string, () => unknown>> {
  const passwd = new URL("file:///etc/passwd");
  const program = Deno.build.os === "windows" ? "cmd.exe" : "/bin/true";
  return {
    "read /etc/passwd": () => Deno.readTextFile("/etc/passwd"),
    "read /etc/passwd by node:fs": () => readFileSync("/etc/passwd"),
    "read a file beside the data folder": () => Deno.readTextFile(`${outside}/secret`),
    "read it by way of the data folder": () => Deno.readTextFile(`${data}/../outside/secret`),
    "list the folder beside": () => Array.fromAsync(Deno.readDir(outside)),
    "read the environment of the process": () => Deno.readTextFile("/proc/self/environ"),
    "write beside the data folder": () => Deno.writeTextFile(`${outside}/new`, "new"),
    "remove a file beside the data folder": () => Deno.remove(`${outside}/secret`),
    "move a file out of the data folder": () => Deno.rename(`${data}/moved`, `${outside}/moved`),
    "link out of the data folder": () => Deno.symlink(`${outside}/secret`, `${data}/link`),
    "open a database beside the data folder": () => openDatabase(`${outside}/new.db`, "select 1"),
    "attach a database beside the data folder": () =>
      openDatabase(":memory:", `attach '${outside}/new.db' as other`),
    "import /etc/passwd as text": () => import(passwd.href, { with: { type: "text" } }),
    "start a program": () => new Deno.Command(program).output(),
    "start a program by node:child_process": () => execFileSync(program),
    "end a process": () => Deno.kill(Deno.pid, "SIGTERM"),
    "load a library": () => Deno.dlopen("libc.so.6", {}),
    "read PATH of the environment": () => Deno.env.get("PATH"),
    "read the address of the database": () => Deno.env.get("PARLEY_DATABASE_URL"),
    "list the environment": () => Deno.env.toObject(),
    "read PATH by node:process": () => process.env.PATH,
    "ask for the name of the machine": () => Deno.hostname(),
    "start a worker that may do anything": () =>
      new Worker("data:text/javascript,", {
        type: "module",
        deno: { permissions: { read: true, run: true } },
      }),
  };
}

/** Tries all of it here, in this thread. */
export async function tryAll(places: Places): Promise<{ work: Outcomes; mischief: Outcomes }> {
  return { work: await attempt(work(places)), mischief: await attempt(mischief(places)) };
}

async function attempt(tries: Readonly<Record<string, () => unknown>>): Promise<Outcomes> {
  const outcomes: Record<string, string> = {};
  for (const [name, act] of Object.entries(tries)) {
    try {
      await act();
      outcomes[name] = "done";
    } catch (error) {
      outcomes[name] = (error as Error).name;
    }
  }
  return outcomes;
}

function openDatabase(path: string, statements: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec(statements);
  } finally {
    database.close();
  }
}
