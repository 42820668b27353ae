import { ChatError } from "../errors.ts";
import { problem } from "./problem.ts";

/** All methods that there are; what a route does not take of them is `405`. */
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/** A name or address with an optional port, and nothing that would be more of an address. */
const hostAndPort = /^(?:\[[0-9a-f:.]+\]|[\w.~!$&'()*+;=%-]+)(?::\d*)?$/i;

/**
 * Answers a request whose head no server should take, though the runtime lets it through: what
 * could be read as another address than it names, or as another body than it carries.
 *
 * A request without `Host` passes: HTTP/1.0 and HTTP/2 have none, and the version is not told.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9112#section-3.2 | RFC 9112 sections 3.2, 6.1}
 */
export function refuseHead({ headers, method, url }: Request): Response | undefined {
  const host = headers.get("host");
  // The runtime makes the address of it, just as it stands.
  if (!URL.canParse(url) || (host !== null && !hostAndPort.test(host))) {
    return refusal("Cannot answer this: Host needs to be one name, with or without a port");
  }
  if (!methods.includes(method)) {
    return refusal(`Cannot ${method.slice(0, 20)}: no such method is known`, 501);
  }
  const transfer = headers.get("transfer-encoding");
  if (transfer !== null) {
    if (headers.has("content-length")) {
      return refusal("Cannot read the body: it has both a Content-Length and a Transfer-Encoding");
    }
    if (transfer.trim().toLowerCase() !== "chunked") {
      return refusal("Cannot read the body: Transfer-Encoding needs to be chunked", 501);
    }
  }
  const content = headers.get("content-encoding");
  if (content !== null && content.trim().toLowerCase() !== "identity") {
    const why = "Cannot read the body: Content-Encoding is not understood; send it as it is";
    const error = new ChatError("unsupported_media", why);
    return problem(error, { headers: { "accept-encoding": "identity" } });
  }
}

/** Ends the connection as well: who knows where the next request begins. */
function refusal(why: string, status?: 501): Response {
  const error = new ChatError("bad_request", why);
  const headers = { connection: "close" };
  return problem(error, { headers, ...status && { status, title: "Not Implemented" } });
}
