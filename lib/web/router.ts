import { ChatError } from "../errors.ts";
import type { Person } from "../wire/messages.ts";
import { problem } from "./problem.ts";

/** Answers one request. */
export type Handler = (request: Request, visit: Visit) => Response | Promise<Response>;

/** What the router found out about a request. */
export interface Visit {
  /** As the browser sees it. */
  readonly url: URL;
  /** The network address of whoever asks. */
  readonly address: string;
  /** Whether whoever asks is on this machine, and asks for nobody else. */
  readonly isLocal: boolean;
  /** By which log lines and the answer name the request. */
  readonly requestId: string;
  /** What the audit log is to say of the request besides what its path does; no secrets. */
  readonly notes: string[];
  /** Whom it comes from, once that was found out. */
  actor?: Person;
  /** The room that it is about, in the one spelling of its name, once that was read. */
  room?: string;
  /** What it was for the audit log, where that is not what the row says. */
  act?: string;
  /** Decoded parts of the path, by the names that the route gives them. */
  readonly params: Readonly<Record<string, string>>;
}

/** One row of the table; a `GET` row answers `HEAD` as well: the runtime keeps back the body. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** As `/api/rooms/:name/messages`; `*` at the end takes the rest as `rest`. */
  readonly path: string;
  readonly handle: Handler;
  /** What it does, for the audit log, as `member.ban`; absent for what is no administrative act. */
  readonly act?: string;
}

/** Where a request comes from and goes to, as the browser sees it. */
export interface Way extends Pick<Visit, "url" | "address" | "isLocal" | "requestId"> {
  /** The path of the row that answers, once it was found. */
  route?: string;
}

/** Keeps an act that was done; never rejects, for the answer is to be given all the same. */
export type Recorder = (act: string, visit: Visit) => Promise<void>;

/**
 * Makes one handler of a routing table.
 *
 * A path that no row has is `404`, one that has it for other methods only is `405` with `Allow`.
 */
export function route(
  routes: readonly Route[],
  record: Recorder = async () => {},
): (request: Request, way?: Way) => Promise<Response> {
  const rows = routes.map((row) => ({ ...row, pattern: patternOf(row.path) }));
  return async function handle(request, way = unknownWay(request)) {
    const { url, address, isLocal, requestId } = way;
    const method = request.method === "HEAD" ? "GET" : request.method;
    const allowed: string[] = [];
    for (const row of rows) {
      const match = row.pattern.exec(url.pathname);
      if (!match) continue;
      if (row.method === method) {
        way.route = row.path;
        const params = paramsOf(match);
        const visit: Visit = { url, address, isLocal, requestId, params, notes: [] };
        const response = await row.handle(request, visit);
        const act = visit.act ?? row.act;
        if (act !== undefined && response.status < 400) await record(act, visit);
        return response;
      }
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

function unknownWay({ url }: Request): Way {
  return { url: new URL(url), address: "", isLocal: false, requestId: "" };
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
