import { join } from "@std/path";
import { readProcessUsage } from "../generator/process_usage.ts";
import { findVersion } from "../program_version.ts";
import type { Bystanders } from "./clients/bystanders.ts";
import type { Crowd } from "./clients/crowd.ts";
import type { Act, Answer } from "./clients/main.ts";
import { withOpenFiles } from "./open_files.ts";

/** What a process of clients can be asked for, each method by a message and its answer. */
export type Asked<T> = {
  readonly [Key in keyof T as T[Key] extends (...args: never[]) => unknown ? Key : never]:
    T[Key] extends (...args: infer Args) => infer Result
      ? (...args: Args) => Promise<Awaited<Result>>
      : never;
};

/** The script that they run, bundled: Node wants JavaScript. */
async function bundle(folder: string): Promise<string> {
  const script = join(folder, "clients.mjs");
  const source = join(import.meta.dirname!, "clients/main.ts");
  const args = ["bundle", "--quiet", "--no-config", "--no-lock", "--output", script, source];
  const { success } = await new Deno.Command(Deno.execPath(), { args }).output();
  if (!success) throw new Error(`Cannot bundle the clients "${source}"`);
  return script;
}

/** Processes of clients, apart from the server's and from this one. Leaving the scope ends them. */
export class Clients implements AsyncDisposable {
  readonly #command: readonly [string, ...string[]];
  readonly #running: ClientProcess[] = [];

  private constructor(command: readonly [string, ...string[]]) {
    this.#command = command;
  }

  /**
   * Makes the program ready, in `folder`.
   *
   * @throws {Error} When it cannot be bundled.
   */
  static async prepare(folder: string): Promise<Clients> {
    const script = await bundle(folder);
    const hasNode = await findVersion("node") !== undefined;
    const command = hasNode ? ["node", script] : [Deno.execPath(), "run", "-A", script];
    return new Clients(command as [string, ...string[]]);
  }

  /** Many connections to the server on `port` of 127.0.0.1, in a process of their own. */
  crowd(port: number): Asked<Crowd> {
    return this.#start("crowd", port) as unknown as Asked<Crowd>;
  }

  /** People who talk all the while, in a process of their own. */
  bystanders(): Asked<Bystanders> {
    return this.#start("bystanders", 0) as unknown as Asked<Bystanders>;
  }

  /** CPU time that they have used so far, in microseconds. */
  get cpuMicros(): number {
    return this.#running.reduce((sum, { pid }) => sum + readProcessUsage(pid).cpuMicros, 0);
  }

  #start(kind: string, port: number): object {
    const [program, ...args] = withOpenFiles(this.#command);
    const process = new ClientProcess(program!, [...args, kind, `${port}`]);
    this.#running.push(process);
    // Each name is a method of the other side.
    return new Proxy({}, {
      get: (_, name: string) =>
        name === "then" ? undefined : (...args: unknown[]) => process.ask(name, args),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running.map((process) => process.end()));
  }
}

class ClientProcess {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #read: Promise<void>;
  #asked = 0;

  constructor(program: string, args: string[]) {
    this.#process = new Deno.Command(program, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#read = this.#readAnswers();
  }

  get pid(): number {
    return this.#process.pid;
  }

  async ask(name: string, args: unknown[]): Promise<unknown> {
    const act: Act = { id: ++this.#asked, name, args };
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(act.id, answer);
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(act)}\n`));
    return await answer.promise;
  }

  async end(): Promise<void> {
    // It ends with its input.
    await this.#writer.close().catch(() => {});
    await this.#process.status;
    await this.#read;
  }

  async #readAnswers(): Promise<void> {
    let text = "";
    for await (const chunk of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (text + chunk).split("\n");
      text = lines.pop()!;
      for (const line of lines) this.#take(JSON.parse(line));
    }
    for (const { reject } of this.#waiting.values()) {
      reject(new Error("Cannot go on: the process of the clients has ended"));
    }
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)!;
    this.#waiting.delete(answer.id);
    if ("error" in answer) waiting.reject(new Error(`Cannot go on: ${answer.error}`));
    else waiting.resolve(answer.result);
  }
}
