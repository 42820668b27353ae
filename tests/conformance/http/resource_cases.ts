/** RFC 9110: methods, conditions, parts, and what is negotiated. */
import type { Answer, HttpCase, HttpCases } from "./case.ts";
import { get, numbered, post, problemOf, request, well } from "./case.ts";

type Row = Omit<HttpCase, "id">;

/** A request and its one answer, after which the connection goes on. */
function row(title: string, sends: string, answer: Answer): Row {
  return { title, sends, answers: [answer], then: "open" };
}

const readOnly = { "allow": "GET, HEAD", "content-type": "application/problem+json" };
const tag = "{iconTag}";
const notModified: Answer = {
  status: 304,
  headers: { "etag": tag, "cache-control": /no-cache/, "content-length": null },
};
const icon: Answer = { status: 200, headers: { "etag": tag }, body: /^<svg / };

/** {@linkcode HttpCases} of section 9. */
export const methods: HttpCases = numbered("9110-9", "Methods", [
  row("GET", get("/healthz"), well),
  row("HEAD is GET without its body", request("HEAD", "/healthz"), {
    ...well,
    body: "",
    isHead: true,
  }),
  row("HEAD of what is stored", request("HEAD", "{icon}"), {
    status: 200,
    headers: { "etag": tag, "content-length": /^[1-9]\d*$/ },
    isHead: true,
  }),
  row("HEAD of what is not there", request("HEAD", "/nowhere"), {
    ...problemOf(404),
    isHead: true,
  }),
  row("GET of what is not there", get("/nowhere"), problemOf(404, "not_found")),
  row("GET of what is not there, for a person", get("/nowhere", "Accept: text/html"), {
    status: 404,
    headers: { "content-type": /^text\/html/ },
    body: /^<!DOCTYPE html>/,
  }),
  ...["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"].map((method) =>
    row(`${method} where there is only GET`, request(method, "/healthz"), {
      status: 405,
      headers: readOnly,
    })
  ),
  row("POST where there is only GET", request("POST", "/healthz", "Content-Length: 0"), {
    status: 405,
    headers: readOnly,
  }),
  row("PUT where there are GET and POST", request("PUT", "/api/rooms", "Content-Length: 0"), {
    status: 405,
    headers: { allow: "GET, HEAD, POST" },
  }),
  row("OPTIONS where it is of use", request("OPTIONS", "/api/rooms/tea/files"), {
    status: 204,
    headers: { "tus-version": "1.0.0", "content-length": null },
  }),
  row("OPTIONS of no resource in particular", request("OPTIONS", "*"), problemOf(404)),
  {
    title: "a method that nobody knows",
    sends: request("BREW", "/healthz"),
    answers: [problemOf(501)],
    then: "either",
  },
  {
    title: "a method in small letters",
    sends: request("get", "/healthz"),
    answers: [problemOf(501)],
    then: "either",
  },
  {
    title: "CONNECT",
    sends: request("CONNECT", "example.com:443"),
    answers: [{ status: [400, 405] }],
    then: "either",
  },
]);

/** {@linkcode HttpCases} of section 13. */
export const conditions: HttpCases = numbered("9110-13", "Conditions", [
  row("no condition", get("{icon}"), icon),
  row("If-None-Match with its tag", get("{icon}", `If-None-Match: ${tag}`), notModified),
  row("If-None-Match with its tag, weak", get("{icon}", `If-None-Match: W/${tag}`), notModified),
  row(
    "If-None-Match with its tag among others",
    get("{icon}", `If-None-Match: "a", ${tag}`),
    notModified,
  ),
  row("If-None-Match with a star", get("{icon}", "If-None-Match: *"), notModified),
  row("If-None-Match with its tag, of HEAD", request("HEAD", "{icon}", `If-None-Match: ${tag}`), {
    ...notModified,
    isHead: true,
  }),
  row("If-None-Match with another tag", get("{icon}", 'If-None-Match: "a"'), icon),
  row("If-None-Match with what is no tag", get("{icon}", "If-None-Match: a"), icon),
  row("If-Match with its tag", get("{icon}", `If-Match: ${tag}`), icon),
  row("If-Match with a star", get("{icon}", "If-Match: *"), icon),
  row("If-Match with another tag", get("{icon}", 'If-Match: "a"'), { status: 412 }),
  row("If-Match with its tag, weak", get("{icon}", `If-Match: W/${tag}`), { status: 412 }),
  row(
    "If-Modified-Since, where no date is known",
    get("{icon}", "If-Modified-Since: Mon, 23 Nov 2099 00:00:00 GMT"),
    icon,
  ),
  row(
    "If-Unmodified-Since, where no date is known",
    get("{icon}", "If-Unmodified-Since: Mon, 23 Nov 1998 00:00:00 GMT"),
    icon,
  ),
  row(
    "If-None-Match of what is not there",
    get("/static/none.svg", "If-None-Match: *"),
    problemOf(404),
  ),
]);

const ten = "0123456789";
const all: Answer = {
  status: 200,
  headers: {
    "accept-ranges": "bytes",
    "content-length": "10",
    "content-range": null,
    "etag": "{fileTag}",
  },
  body: ten,
};
const unsatisfied: Answer = { status: 416, headers: { "content-range": "bytes */10" }, body: "" };

function part(range: string, from: number, to: number): Row {
  const answer: Answer = {
    status: 206,
    headers: {
      "content-range": `bytes ${from}-${to}/10`,
      "content-length": `${to - from + 1}`,
      "etag": "{fileTag}",
    },
    body: ten.slice(from, to + 1),
  };
  return ranged(range, answer);
}

function ranged(range: string, answer: Answer, ...headers: string[]): Row {
  const title = `Range: ${range}${headers.map((line) => `, ${line}`).join("")}`;
  return row(title, get("{file}", "Cookie: {cookie}", `Range: ${range}`, ...headers), answer);
}

/** {@linkcode HttpCases} of section 14. */
export const ranges: HttpCases = numbered("9110-14", "Parts", [
  row("no Range", get("{file}", "Cookie: {cookie}"), all),
  part("bytes=0-0", 0, 0),
  part("bytes=2-4", 2, 4),
  part("bytes=7-", 7, 9),
  part("bytes=-2", 8, 9),
  part("bytes=5-99", 5, 9),
  part("bytes=-99", 0, 9),
  part("BYTES=2-4", 2, 4),
  ranged("bytes=0-1,8-9", {
    status: 206,
    headers: { "content-type": /^multipart\/byteranges; boundary=/ },
    body:
      /content-range: bytes 0-1\/10\r\n\r\n01\r\n--.*content-range: bytes 8-9\/10\r\n\r\n89\r\n--.*--\r\n$/s,
  }),
  ranged("bytes=10-", unsatisfied),
  ranged("bytes=-0", unsatisfied),
  ranged("bytes=5-2", all),
  ranged("bytes=0-1,5-2", all),
  ranged("bytes=a-b", all),
  ranged("bytes=", all),
  ranged("lines=0-4", all),
  ranged("0-4", all),
  ranged("bytes=0-1", {
    ...all,
    status: 206,
    headers: { "content-range": "bytes 0-1/10" },
    body: "01",
  }, "If-Range: {fileTag}"),
  ranged("bytes=0-1", all, "If-Range: W/{fileTag}"),
  ranged("bytes=0-1", all, 'If-Range: "a"'),
  ranged("bytes=0-1", all, "If-Range: Mon, 23 Nov 2026 00:00:00 GMT"),
  ranged(
    "bytes=0-1",
    { status: 304, headers: { "content-range": null } },
    "If-None-Match: {fileTag}",
  ),
  row("Range of HEAD", request("HEAD", "{file}", "Cookie: {cookie}", "Range: bytes=0-1"), {
    ...all,
    body: "",
    isHead: true,
  }),
  row("Range of what has no parts", get("{icon}", "Range: bytes=0-1"), icon),
]);

/** `Accept-Encoding` and the coding that has to come of it. */
function coded(accepted: string | undefined, coding: "br" | "gzip" | null): Row {
  const headers = accepted === undefined ? [] : [`Accept-Encoding: ${accepted}`];
  return row(
    accepted === undefined ? "no Accept-Encoding" : `Accept-Encoding: ${accepted}`,
    request("HEAD", "{script}", ...headers),
    {
      status: 200,
      headers: { "content-encoding": coding, "vary": /(?:^|,)\s*accept-encoding/i, "etag": /^"/ },
      isHead: true,
    },
  );
}

/** {@linkcode HttpCases} of section 12. */
export const negotiation: HttpCases = numbered("9110-12", "Negotiation", [
  coded(undefined, null),
  coded("", null),
  coded("identity", null),
  coded("gzip", "gzip"),
  coded("GZIP", "gzip"),
  coded("gzip, br", "br"),
  coded("gzip, br;q=0", "gzip"),
  coded("br;q=0.5, gzip;q=0", "br"),
  coded("gzip;q=0", null),
  coded("*", "br"),
  coded("*;q=0", null),
  coded("identity;q=0, gzip", "gzip"),
  // Better than nothing: 406 helps nobody (section 12.4.1).
  coded("identity;q=0", null),
  coded("compress, zstd", null),
  row("a page without a coding", request("HEAD", "/", "Accept-Encoding: gzip;q=0, br;q=0"), {
    status: 200,
    headers: { "content-encoding": null },
    isHead: true,
  }),
  row("a page in Arabic", get("/", "Accept-Language: ar, en;q=0.5"), {
    status: 200,
    body: /<html lang="ar" dir="rtl"/,
  }),
  row("a page in no language that there is", get("/", "Accept-Language: tlh"), {
    status: 200,
    body: /<html lang="en"/,
  }),
]);

const json = "Content-Type: application/json";
const hello = '{"text":"x"}';
const created: Answer = {
  status: 201,
  headers: { "content-type": "application/json" },
  body: /"text":"x"/,
};
const length = "Content-Length: 12";

function posted(title: string, ...headers: string[]): Row {
  return { ...row(title, post(hello, ...headers, length), created), echoes: ["x"] };
}

/** {@linkcode HttpCases} of section 8: what a body is declared to be. */
export const declarations: HttpCases = numbered("9110-8", "Declared bodies", [
  posted("JSON", json),
  posted("JSON in UTF-8", "Content-Type: application/json; charset=utf-8"),
  posted("JSON in other letters", "content-TYPE: Application/JSON"),
  posted("JSON without a coding", json, "Content-Encoding: identity"),
  row(
    "a type that it is not",
    post(hello, "Content-Type: text/plain", length),
    problemOf(415, "unsupported_media"),
  ),
  row(
    "a form",
    post("text=x", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 6"),
    problemOf(415, "unsupported_media"),
  ),
  row("no type", post(hello, length), problemOf(415, "unsupported_media")),
  row("a coding", post(hello, json, "Content-Encoding: gzip", length), {
    ...problemOf(415),
    headers: { "accept-encoding": "identity" },
  }),
  row("no body", post("", json, "Content-Length: 0"), problemOf(400, "bad_request")),
  row(
    "what is no JSON",
    post("{text: x}", json, "Content-Length: 9"),
    problemOf(400, "bad_request"),
  ),
  row("what is no UTF-8", post('{"text":"\xff"}', json, length), problemOf(400, "bad_request")),
  row("no session", request("POST", "{messages}", json, length) + hello, {
    ...problemOf(401),
    headers: { "www-authenticate": "Bearer" },
  }),
]);
