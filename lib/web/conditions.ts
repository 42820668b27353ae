import { ifMatch, ifNoneMatch } from "@std/http";

/**
 * Answers a request whose conditions keep it from being answered in full: `304` to who has it
 * already, `412` to who wanted something else.
 *
 * @param etag Strong; nothing is kept from a request where there is none.
 * @param headers Of the full answer; without those of its body.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 | RFC 9110 section 13.2.2}
 */
export function answerCondition(
  request: Request,
  etag: string | undefined,
  headers: Headers,
): Response | undefined {
  const wanted = request.headers.get("if-match");
  if (wanted !== null && etag !== undefined && !ifMatch(wanted, etag)) {
    return new Response(null, { status: 412, headers });
  }
  if (!ifNoneMatch(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
}
