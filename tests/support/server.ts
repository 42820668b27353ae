import { fromFileUrl } from "@std/path";
import type { App } from "../../lib/app/app.ts";
import { createApp } from "../../lib/app/app.ts";
import type { Clock } from "../../lib/clock.ts";
import { systemClock } from "../../lib/clock.ts";
import type { Bus } from "../../lib/cluster/bus.ts";
import type { Config } from "../../lib/config/config.ts";
import { readConfig } from "../../lib/config/config.ts";
import { createLog } from "../../lib/log.ts";
import type { Poster } from "../../lib/outside/poster.ts";
import type { Store } from "../../lib/store/store.ts";
import type { ClientOptions } from "./client.ts";
import { TestClient } from "./client.ts";

/** The project's folder. */
export const projectFolder = fromFileUrl(new URL("../../", import.meta.url));

/** What may differ from the defaults. */
export interface ServerOptions {
  config?: Partial<Config>;
  store?: Store;
  /** The way to other nodes; there are none unless given. */
  bus?: Bus;
  clock?: Clock;
  poster?: Poster;
  idleTimeoutSeconds?: number;
  /** The folder with other pages and files than the project's. */
  folder?: string;
}

/** A whole server in this process, on a free loopback port, with a data folder of its own. */
export class TestServer implements AsyncDisposable {
  readonly app: App;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** What the server logged, one JSON object a line. */
  readonly logged: readonly string[];
  readonly #server: Deno.HttpServer;
  /** The folder of what it keeps. */
  readonly data: string;

  private constructor(app: App, server: Deno.HttpServer, data: string, logged: string[]) {
    this.app = app;
    this.#server = server;
    this.data = data;
    this.logged = logged;
    this.origin = `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`;
  }

  static async open({ config, ...parts }: ServerOptions = {}): Promise<TestServer> {
    const data = await Deno.makeTempDir({ prefix: "parley-test-" });
    const flags = ["--data", data, "--store", "memory", "--rate-limit", "0"];
    const invocation = readConfig(flags, () => undefined);
    if (invocation.command !== "serve") throw new TypeError("Cannot read the defaults");
    const logged: string[] = [];
    const log = createLog({
      level: "debug",
      format: "json",
      clock: systemClock,
      write: (line) => void logged.push(line),
    });
    const app = await createApp({
      config: { ...invocation.config, ...config },
      clock: systemClock,
      log,
      version: "0.0.0",
      folder: projectFolder,
      ...parts,
    });
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request, { remoteAddr }) => app.fetch(request, remoteAddr.hostname),
    );
    return new TestServer(app, server, data, logged);
  }

  /** Asks for `path`; redirects are not followed. The body has to be read. */
  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.origin}${path}`, { redirect: "manual", ...init });
  }

  /** Opens a socket to a room. */
  join(options: ClientOptions): Promise<TestClient> {
    return TestClient.open(this.origin, options);
  }

  /** The cookie, as a browser sends it, of a guest who gave `name`. */
  async cookieOf(name: string): Promise<string> {
    const response = await this.fetch(`/chat?room=any&name=${encodeURIComponent(name)}`);
    await response.body?.cancel();
    return response.headers.get("set-cookie")!.split(";")[0]!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close(this.#server.shutdown());
    await Deno.remove(this.data, { recursive: true });
  }
}
