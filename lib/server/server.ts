import { deadline } from "@std/async";
import type { App } from "../app/app.ts";
import { createApp } from "../app/app.ts";
import { systemClock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import { createLog } from "../log.ts";
import { addressOf } from "./own_address.ts";
import { wholePermissions } from "./server_permissions.ts";
import { Strays } from "./strays.ts";

/** What a {@linkcode Server} is made of. */
export interface ServerOptions {
  readonly config: Config;
  /** Version of the program. */
  readonly version: string;
  /** The folder that holds `static` and `templates`. */
  readonly folder: string;
}

/** How long going down may take in all, and how long running requests may, in milliseconds. */
const goingDownMs = 9_000;
const requestsMs = 5_000;

/** The app on its port. */
export class Server {
  readonly #app: App;
  readonly #http: Deno.HttpServer;
  readonly #log: Log;
  readonly #strays: Strays;

  private constructor(app: App, http: Deno.HttpServer, log: Log) {
    this.#app = app;
    this.#http = http;
    this.#log = log;
    this.#strays = new Strays({ log, clock: systemClock });
  }

  /**
   * Opens everything that the configuration names, and listens.
   *
   * @throws {OperatorError} when something is wrong with the configuration.
   */
  static async open({ config, version, folder }: ServerOptions): Promise<Server> {
    const clock = systemClock;
    const log = createLog({ level: config.logLevel, format: config.logFormat, clock });
    log.debug("what the server may do anywhere", { permissions: wholePermissions() });
    const app = await createApp({ config, clock, log, version, folder });
    try {
      const http = listen(config, (request, peer) => app.fetch(request, peer), (url) => {
        log.info(`Parley ${version} is ready`, { url });
      });
      return new Server(app, http, log);
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  /**
   * Goes down: hands people over where there are other nodes, and ends what is under way.
   *
   * @returns Whether all of it ended in time.
   */
  async close(): Promise<boolean> {
    this.#log.info("going down; a second signal ends at once");
    await this.#app.drain();
    // Requests that do not end, such as a body that never comes, must not hold up the rest.
    const answered = deadline(this.#http.shutdown(), requestsMs).catch(() => {});
    try {
      await deadline(this.#app.close(answered), goingDownMs);
      return true;
    } catch (error) {
      this.#log.error("could not end everything", { error });
      return false;
    } finally {
      this.#strays.close();
    }
  }
}

function listen(
  { host: hostname, port, reusePort }: Config,
  handle: (request: Request, peer: string) => Promise<Response>,
  onReady: (url: string) => void,
): Deno.HttpServer {
  try {
    return Deno.serve({
      hostname,
      port,
      reusePort,
      onListen: ({ hostname, port }) => onReady(addressOf(hostname, port)),
    }, (request, { remoteAddr }) => handle(request, remoteAddr.hostname));
  } catch (cause) {
    const why = cause instanceof Deno.errors.AddrInUse
      ? "it is in use; stop the other program or choose another with --port"
      : `${(cause as Error).message}; choose others with --host and --port`;
    throw new OperatorError(`Cannot listen on ${hostname} port ${port}: ${why}`, { cause });
  }
}
