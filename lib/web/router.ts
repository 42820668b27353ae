import { ChatError } from "../errors.ts";
import { problem } from "./problem.ts";

/** Answers one request. */
export type Handler = (request: Request, visit: Visit) => Response | Promise<Response>;

/** What the router found out about a request. */
export interface Visit {
  readonly url: URL;
  /** Decoded parts of the path, by the names that the route gives them. */
  readonly params: Readonly<Record<string, string>>;
}

/** One row of the table; a `GET` row answers `HEAD` as well: the runtime keeps back the body. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As `/api/rooms/:name/messages`; `*` at the end takes the rest as `rest`. */
  readonly path: string;
  readonly handle: Handler;
}

/**
 * Makes one handler of a routing table.
 *
 * A path that no row has is `404`, one that has it for other methods only is `405` with `Allow`.
 */
export function route(routes: readonly Route[]): (request: Request) => Promise<Response> {
  const rows = routes.map((row) => ({ ...row, pattern: patternOf(row.path) }));
  return async function handle(request) {
    const url = new URL(request.url);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const allowed: string[] = [];
    for (const row of rows) {
      const match = row.pattern.exec(url.pathname);
      if (!match) continue;
      if (row.method === method) return await row.handle(request, { url, params: paramsOf(match) });
      allowed.push(row.method === "GET" ? "GET, HEAD" : row.method);
    }
    if (allowed.length === 0) {
      const path = url.pathname.slice(0, 200);
      throw new ChatError("not_found", `Cannot find "${path}"`, { reason: "no_page" });
    }
    const error = new ChatError("bad_request", `Cannot ${request.method} here`);
    const headers = { allow: allowed.join(", ") };
    return problem(error, { status: 405, title: "Method Not Allowed", headers });
  };
}

function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(/[.+?^$()[\]{}|\\]|\*(?!$)/g, "\\$&")
    .replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")
    .replace(/\*$/, "(?<rest>.+)");
  return new RegExp(`^${source}$`);
}

function paramsOf(match: RegExpExecArray): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, part]) => [name, decodeURIComponent(part)]),
    );
  } catch (cause) {
    throw new ChatError("bad_request", "Cannot read the address: it is not well encoded", {
      cause,
      reason: "bad_address",
    });
  }
}
