import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Meter } from "../meter.ts";
import { nameTrace } from "./tracing.ts";
import type { Connections } from "./connections.ts";
import { secure } from "./headers.ts";
import type { Pages } from "./pages.ts";
import type { ProblemOptions } from "./problem.ts";
import { problem } from "./problem.ts";
import type { Proxies } from "./proxies.ts";
import { refuseHead } from "./request_head.ts";
import type { Way } from "./router.ts";

/** What a {@linkcode FrontDesk} is made of. */
export interface FrontDeskOptions {
  /** The routing table; see `route`. */
  answer: (request: Request, way: Way) => Promise<Response>;
  proxies: Proxies;
  /** What people are shown of what failed. */
  pages: Pick<Pages, "error">;
  connections: Pick<Connections, "hold">;
  log: Log;
  meter: Meter;
  /** For durations. */
  clock: Clock;
}

/** Methods that are told apart: anybody may make up others. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Takes each request, gives it an id, and sees that it is answered, counted and written down. */
export class FrontDesk {
  readonly #options: FrontDeskOptions;

  constructor(options: FrontDeskOptions) {
    this.#options = options;
  }

  /**
   * Answers one request; never rejects.
   *
   * @param peer The network address at the other end of the connection.
   */
  async fetch(request: Request, peer: string): Promise<Response> {
    const { proxies, meter, log, clock } = this.#options;
    const beganAtMs = clock.now();
    const way = proxies.read(request, peer);
    const response = secure(await this.#answer(request, way));
    const { requestId, route = "none" } = way;
    const { status } = response;
    // What upgrades the connection is left alone.
    if (status !== 101) response.headers.set("x-request-id", requestId);
    const method = methodOf(request);
    const ms = clock.now() - beganAtMs;
    nameTrace(method, route);
    meter.answered({ method, route, status, ms });
    // Neither a path, which may be a secret, nor a query, which may be what somebody looks for.
    log.debug("answered", { requestId, method, route, status, ms: Math.round(ms * 10) / 10 });
    return response;
  }

  async #answer(request: Request, way: Way): Promise<Response> {
    const { answer, connections, log, meter } = this.#options;
    let release = () => {};
    const refusal = refuseHead(request);
    if (refusal) return refusal;
    try {
      if (request.body) release = connections.hold(way.address);
      return await answer(request, way);
    } catch (error) {
      if (error instanceof ChatError) {
        meter.erred("http", error.code);
        return this.#explain(request, error);
      }
      const { requestId, route = "none" } = way;
      log.error("a request failed", { requestId, method: methodOf(request), route, error });
      const failure = new ChatError("unavailable", "Cannot answer: something went wrong here", {
        reason: "internal",
      });
      meter.erred("http", failure.code);
      const options = { status: 500, title: "Internal Server Error", requestId };
      return this.#explain(request, failure, options);
    } finally {
      release();
    }
  }

  /** People get a page, programs a problem. */
  #explain(request: Request, error: ChatError, options: ProblemOptions = {}): Response {
    const { pathname } = new URL(request.url);
    const wantsPage = request.headers.get("accept")?.includes("text/html") &&
      !pathname.startsWith("/api/") && pathname !== "/room";
    return wantsPage ? this.#options.pages.error(request, error, options) : problem(error, options);
  }
}

function methodOf({ method }: Request): string {
  return methods.has(method) ? method : "other";
}
