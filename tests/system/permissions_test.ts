/** What the program can do, as an intruder finds it who got code of theirs into it. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { permissions } from "../../tasks/compile.ts";
import type { Outcomes } from "../support/intrusions.ts";
import {
  compileAlike,
  findPrograms,
  RunningProgram,
  runToEnd,
  TestFolder,
} from "../support/program.ts";
import { projectFolder } from "../support/server.ts";

/** What each thread of the program could do. */
interface Found {
  readonly server: { readonly work: Outcomes; readonly mischief: Outcomes };
  readonly main: { readonly work: Outcomes; readonly mischief: Outcomes };
}

const intruder = join(projectFolder, "tests", "support", "intruder_program.ts");
const intruderWorker = join(projectFolder, "tests", "support", "intruder_worker.ts");

for (const program of findPrograms()) {
  const isCompiled = program.name === "the executable";

  Deno.test(`an intruder in ${program.name} reaches the data folder and nothing else`, async () => {
    await using folder = new TestFolder();
    const command = isCompiled
      ? [await compileAlike(folder.path, { main: intruder, include: [intruderWorker] })]
      : [Deno.execPath(), "run", ...permissions, intruder];
    const { server, main } = await intrude(folder.path, command);
    for (const [name, outcome] of Object.entries(server.work)) assertEquals(outcome, "done", name);
    // The thread that waits for signals has given up everything.
    for (const tried of [server.mischief, main.mischief, main.work]) {
      for (const [name, outcome] of Object.entries(tried)) {
        assertMatch(outcome, refusals[name] ?? /^NotCapable$/, name);
      }
    }
    assertEquals(await Deno.readTextFile(join(folder.path, "outside", "secret")), "secret");
    assertEquals(await namesIn(join(folder.path, "outside")), ["secret"]);
  });

  Deno.test(`${program.name} may use the network anywhere, and do nothing else so`, async () => {
    await using folder = new TestFolder();
    // A port that is in use ends it by itself.
    using port = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { stderr } = await runToEnd(program, [
      ...["--data", folder.path, "--host", "127.0.0.1", "--port", `${port.addr.port}`],
      ...["--log-level", "debug", "--log-format", "json"],
    ]);
    const lines = stderr.split("\n").filter((line) => line.startsWith("{")).map((line) =>
      JSON.parse(line)
    );
    const line = lines.find(({ message }) => message === "what the server may do anywhere");
    assertEquals(line?.permissions, ["net"]);
  });

  Deno.test(`${program.name} reads the files of secrets that an operator names`, async () => {
    await using folder = new TestFolder();
    const file = join(folder.path, "provider.secret");
    await Deno.writeTextFile(file, "secret\n");
    // One below the data folder, which is given up with no file in it.
    const data = join(folder.path, "data");
    await Deno.mkdir(data);
    await Deno.writeTextFile(join(data, "provider.secret"), "secret\n");
    for (const secret of [file, join(data, "provider.secret")]) {
      await using parley = await RunningProgram.start(program, folder.path, [
        ...["--oidc-issuer", "https://id.example.org", "--oidc-client-id", "parley"],
        ...["--oidc-client-secret-file", secret],
      ]);
      await using ann = await parley.join({ room: "tea", name: "ann" });
      ann.send("hello");
      await ann.hear("message");
    }
  });
}

/** What is refused otherwise: SQLite attaches no database, and Deno of the executable no text. */
const refusals: Readonly<Record<string, RegExp>> = {
  "attach a database beside the data folder": /^Error$/,
  "import /etc/passwd as text": /^(NotCapable|TypeError)$/,
};

/** Runs the program with the intruder, between a data folder and one beside it. */
async function intrude(folder: string, [command, ...args]: string[]): Promise<Found> {
  const places = ["data", "outside"].map((name) => join(folder, name));
  for (const place of places) await Deno.mkdir(place);
  await Deno.writeTextFile(join(folder, "outside", "secret"), "secret");
  const { stdout, stderr } = await new Deno.Command(command!, {
    args: [...args, ...places],
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(`Cannot intrude: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(text);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}
