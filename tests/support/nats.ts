import { join } from "@std/path";
import { connect } from "node:net";
import { freePort } from "./free_port.ts";
import { until } from "./until.ts";

const program = "nats-server";

/**
 * Whether tests that need NATS have to be left out: it is not installed, and this is not CI, where that
 * is a failure. Says so once.
 */
export function lacksNats(): boolean {
  if (isInstalled() || Deno.env.has("CI")) return false;
  // deno-lint-ignore no-console
  console.log(`Tests with NATS are left out: ${program} is not there`);
  return true;
}

/** A server of NATS on loopback. */
export class TestNats implements AsyncDisposable {
  /** Where it listens; the same again after {@linkcode stop} and {@linkcode start}. */
  readonly port = freePort();
  /** Where it says over HTTP what it does. */
  readonly monitorPort = freePort();
  readonly #folder: string;
  #process: Deno.ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param configuration What its file says besides where it listens. */
  static async open(configuration = ""): Promise<TestNats> {
    const nats = new TestNats(await Deno.makeTempDir({ prefix: "parley-test-" }));
    await nats.configure(configuration);
    await nats.start();
    return nats;
  }

  /** Its process, while it runs. */
  get pid(): number {
    return this.#process!.pid;
  }

  /** What a client connects with. */
  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Says what is to hold when it starts again. */
  async configure(configuration: string): Promise<void> {
    const lines = [
      `listen: "127.0.0.1:${this.port}"`,
      `http: "127.0.0.1:${this.monitorPort}"`,
      configuration,
    ];
    await Deno.writeTextFile(this.#config, lines.join("\n"));
  }

  async start(): Promise<void> {
    const args = ["-c", this.#config, "-l", join(this.#folder, "log")];
    this.#process = new Deno.Command(program, { args }).spawn();
    await until(() => isListening(this.port));
  }

  /** Ends it, and all its connections. */
  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    running?.kill("SIGKILL");
    await running?.status;
  }

  /** Makes it do nothing, as a machine whose cable was pulled. */
  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process?.kill("SIGCONT");
  }

  /** The subjects that clients listen to, sorted. */
  async subjects(): Promise<string[]> {
    const answer = await fetch(`http://127.0.0.1:${this.monitorPort}/connz?subs=1`);
    const { connections }: { connections: { subscriptions_list?: string[] }[] } = await answer
      .json();
    return connections.flatMap(({ subscriptions_list = [] }) => subscriptions_list).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.#folder, { recursive: true });
  }

  get #config(): string {
    return join(this.#folder, "nats.conf");
  }
}

function isInstalled(): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => socket.destroy());
    socket.on("error", () => {});
    socket.on("close", (hadError) => resolve(!hadError));
  });
}
