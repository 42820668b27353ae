/** RFC 9112: how messages are put on the wire, and where one ends and the next begins. */
import type { Answer, HttpCase, HttpCases } from "./case.ts";
import { get, lines, numbered, post, problemOf, request, well } from "./case.ts";

type Row = Omit<HttpCase, "id">;

/** The runtime may refuse it before we see it. */
const bad: Answer = { status: 400 };
const json = "Content-Type: application/json";
const hello = '{"text":"x"}';
const length = "Content-Length: 12";
const chunked = "Transfer-Encoding: chunked";
const created: Answer = { status: 201, body: /"text":"x"/ };
const tooLarge: Answer = problemOf(413, "too_large");
/** What would be a second request to who reads the first one's length otherwise. */
const hidden = lines("GET /readyz HTTP/1.1", "Host: {host}");

function fine(title: string, sends: string): Row {
  return { title, sends, answers: [well], then: "open" };
}

function refused(title: string, sends: string, answer = bad): Row {
  return { title, sends, answers: [answer], then: "closed" };
}

/** As {@linkcode refused}, by us: Deno 2.8 says that it ends the connection, and goes on. */
function refusedHere(title: string, sends: string, status: number | number[] = 400): Row {
  return { title, sends, answers: [{ status }], then: "either" };
}

function said(title: string, ...sends: string[]): Row {
  return { title, sends, answers: [created], then: "open", echoes: ["x"] };
}

/** {@linkcode HttpCases} of sections 2, 3 and 5: request lines and headers. */
export const heads: HttpCases = numbered("9112-3", "Heads", [
  fine("as it should be", get("/healthz")),
  fine("empty lines before it", `\r\n\r\n${get("/healthz")}`),
  fine("line ends without CR", "GET /healthz HTTP/1.1\nHost: {host}\n\n"),
  fine("blanks around a value", get("/healthz", "X-Tea: \t green \t ")),
  fine("a header without a value", get("/healthz", "X-Tea:")),
  fine("bytes beyond ASCII in a value", get("/healthz", "X-Tea: gr\xfcn")),
  fine("90 headers", get("/healthz", ...Array.from({ length: 90 }, (_, n) => `X-${n}: tea`))),
  fine("a header of 10,000 bytes", get("/healthz", `X-Tea: ${"x".repeat(10_000)}`)),
  {
    title: "in pieces of one byte",
    sends: [..."GET /healthz HTTP/1.1\r\n", "Host: {host}\r\n", "\r", "\n"],
    answers: [well],
    then: "open",
  },
  refused("two blanks in the request line", lines("GET  /healthz HTTP/1.1", "Host: {host}")),
  refused("a blank in the target", lines("GET /health z HTTP/1.1", "Host: {host}")),
  refused("no version", lines("GET /healthz", "Host: {host}")),
  refused("a version in small letters", lines("GET /healthz http/1.1", "Host: {host}")),
  refused("HTTP/2.0 in words", lines("GET /healthz HTTP/2.0", "Host: {host}")),
  {
    ...refused("HTTP/1.2", lines("GET /healthz HTTP/1.2", "Host: {host}")),
    deviation: "newerVersion",
  },
  refused("a blank before the colon", get("/healthz", "X-Tea : green")),
  refused("a header without a colon", get("/healthz", "tea")),
  refused("a header without a name", get("/healthz", ": tea")),
  refused("a header that goes on in the next line", get("/healthz", "X-Tea: a", "  b")),
  refused("NUL in a value", get("/healthz", "X-Tea: a\0b")),
  refused("CR in a value", get("/healthz", "X-Tea: a\rb")),
  refused("300 headers", get("/healthz", ...Array.from({ length: 300 }, (_, n) => `X-${n}: tea`)), {
    status: [400, 431],
  }),
  refused("a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
  refused("bytes that are nothing", "\x00\x01\x02\r\n\r\n"),
]);

/** {@linkcode HttpCases} of section 3.2: what `Host` and the target name. */
export const targets: HttpCases = numbered("9112-3.2", "Targets", [
  fine("a host that is another name", lines("GET /healthz HTTP/1.1", "Host: chat.example:8080")),
  fine("a host that is an address of IPv6", lines("GET /healthz HTTP/1.1", "Host: [::1]:8080")),
  { ...fine("no host", lines("GET /healthz HTTP/1.1")), deviation: "noHost" },
  refusedHere("two hosts", lines("GET /healthz HTTP/1.1", "Host: a", "Host: b")),
  refusedHere("an empty host", lines("GET /healthz HTTP/1.1", "Host:")),
  refusedHere("a host with a blank", lines("GET /healthz HTTP/1.1", "Host: a b")),
  refusedHere(
    "a host that would be a path as well",
    lines("GET /healthz HTTP/1.1", "Host: a/api/rooms?"),
  ),
  refusedHere("a host with a user", lines("GET /healthz HTTP/1.1", "Host: user@a")),
  refusedHere("a host with a port that is none", lines("GET /healthz HTTP/1.1", "Host: a:99999")),
  fine("a whole address", lines("GET {origin}/healthz HTTP/1.1", "Host: {host}")),
  fine(
    "a whole address of another host",
    lines("GET http://other.example/healthz HTTP/1.1", "Host: {host}"),
  ),
  {
    title: "an authority where it is no CONNECT",
    sends: request("GET", "{host}"),
    answers: [bad],
    then: "either",
  },
  {
    title: "a star where it is no OPTIONS",
    sends: request("GET", "*"),
    answers: [bad],
    then: "either",
  },
  { title: "no slash before it", sends: request("GET", "healthz"), answers: [bad], then: "either" },
  { ...fine("a fragment", get("/healthz#tea")), deviation: "fragment" },
  fine("a query that means nothing", get("/healthz?tea=%zz&%00&=&&")),
  fine("a dot between slashes", get("/./healthz")),
  fine("two dots that lead to the same", get("/static/../healthz")),
  { title: "two slashes", sends: get("//healthz"), answers: [problemOf(404)], then: "open" },
  {
    title: "a percent sign without digits",
    sends: get("/api/rooms/%zz"),
    answers: [problemOf(400)],
    then: "open",
  },
  {
    title: "bytes that are no UTF-8, encoded",
    sends: get("/api/rooms/%ff"),
    answers: [problemOf(400)],
    then: "open",
  },
  { title: "NUL, encoded", sends: get("/api/rooms/%00"), answers: [problemOf(400)], then: "open" },
  {
    title: "a slash, encoded, in a name",
    sends: get("/api/rooms/a%2fb"),
    answers: [problemOf(400)],
    then: "open",
  },
  {
    title: "bytes beyond ASCII",
    sends: get("/api/rooms/caf\xe9"),
    answers: [{ status: [400, 401] }],
    then: "either",
  },
  refused("a control character", get("/a\x01b")),
  ...[
    "/static/../main.ts",
    "/static/..%2fmain.ts",
    "/static/%2e%2e/main.ts",
    "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/static/..\\main.ts",
    "/static//etc/passwd",
    "/files/..%2f..%2fguests.key/a",
  ].map((
    path,
  ): Row => ({
    title: `what would lead elsewhere: ${path}`,
    sends: get(path),
    answers: [{ status: [400, 401, 404], body: /^(?!.*(?:root:|createApp))/s }],
    then: "open",
  })),
  {
    title: "9,000 bytes",
    sends: get(`/${"x".repeat(9_000)}`),
    answers: [problemOf(404)],
    then: "open",
  },
  // The runtime has this bound, and which of its versions it is tells the status.
  {
    title: "70,000 bytes",
    sends: get(`/${"x".repeat(70_000)}`),
    answers: [{ status: [400, 414] }],
    then: "closed",
    mayDrop: true,
  },
]);

/** {@linkcode HttpCases} of sections 6 and 7: where a body ends. */
export const bodies: HttpCases = numbered("9112-6", "Bodies", [
  said("a length", post(hello, json, length)),
  said("a length, twice the same", post(hello, json, length, length)),
  // Deno 2.8 ends a connection whose body comes later than its head.
  { ...said("in two pieces", post("", json, length), hello), then: "either" },
  {
    ...said(
      "chunks in pieces of one byte",
      post("", json, chunked),
      ...`c\r\n${hello}\r\n0\r\n\r\n`,
    ),
    then: "either",
  },
  said("a chunk", post(`c\r\n${hello}\r\n0\r\n\r\n`, json, chunked)),
  said("two chunks", post('5\r\n{"tex\r\n7\r\nt":"x"}\r\n0\r\n\r\n', json, chunked)),
  said("a chunk with an extension", post(`c;tea=green\r\n${hello}\r\n0\r\n\r\n`, json, chunked)),
  said(
    "a size in capitals, with zeros before",
    post(`00C\r\n${hello}\r\n0\r\n\r\n`, json, chunked),
  ),
  said(
    "the coding in capitals",
    post(`c\r\n${hello}\r\n0\r\n\r\n`, json, "Transfer-Encoding: CHUNKED"),
  ),
  {
    ...said(
      "a chunk with trailers",
      post(`c\r\n${hello}\r\n0\r\nX-Tea: green\r\n\r\n`, json, chunked),
    ),
    then: "either",
  },
  { ...fine("a body of GET, which means nothing", `${get("/healthz", "Content-Length: 5")}hello`) },
  refused("a length that is a word", post(hello, json, "Content-Length: five")),
  refused("a length below zero", post(hello, json, "Content-Length: -1")),
  refused("a length with a sign", post(hello, json, "Content-Length: +12")),
  refused("a length in hex", post(hello, json, "Content-Length: 0xc")),
  refused("a length that none can hold", post(hello, json, `Content-Length: ${"9".repeat(30)}`)),
  refused("two lengths", post(hello, json, length, "Content-Length: 13")),
  refused("two lengths in one", post(hello, json, "Content-Length: 12, 13")),
  refusedHere(
    "a length and chunks",
    post(`c\r\n${hello}\r\n0\r\n\r\n`, json, "Content-Length: 3", chunked),
  ),
  {
    title: "chunks and a length, in this order",
    sends: `${request("POST", "/nowhere", chunked, "Content-Length: 3")}0\r\n\r\n`,
    answers: [{ status: [400, 404] }],
    then: "either",
    deviation: "lengthBehind",
  },
  refusedHere(
    "a length that ends before the chunks do, and a request behind",
    post(`0\r\n\r\n${hidden}`, json, "Content-Length: 40", chunked),
  ),
  refusedHere(
    "a coding before chunks",
    post(`c\r\n${hello}\r\n0\r\n\r\n`, json, "Transfer-Encoding: gzip, chunked"),
    [400, 501],
  ),
  refused(
    "a coding behind chunks",
    post(`c\r\n${hello}\r\n0\r\n\r\n`, json, "Transfer-Encoding: chunked, gzip"),
    { status: [400, 501] },
  ),
  refused(
    "a coding that nobody knows",
    post(`c\r\n${hello}\r\n0\r\n\r\n`, json, "Transfer-Encoding: tea"),
    { status: [400, 501] },
  ),
  refused(
    "chunks of HTTP/1.0",
    post(`c\r\n${hello}\r\n0\r\n\r\n`, json, chunked).replace("1.1", "1.0"),
  ),
  ...([
    ["a size that is none", `zz\r\n${hello}\r\n0\r\n\r\n`],
    ["a size below zero", `-c\r\n${hello}\r\n0\r\n\r\n`],
    ["a size with 0x", `0xc\r\n${hello}\r\n0\r\n\r\n`],
    ["a size that none can hold", `${"f".repeat(17)}\r\n${hello}\r\n0\r\n\r\n`],
    ["a chunk longer than its size", `b\r\n${hello}\r\n0\r\n\r\n`],
    ["a size without a line end", `c${hello}\r\n0\r\n\r\n`],
  ] as const).map(([title, body]): Row => ({
    ...refused(title, post(body, json, chunked)),
    mayDrop: true,
  })),
  {
    title: "64 KiB and one byte",
    sends: post("x".repeat(65_537), json, "Content-Length: 65537"),
    answers: [tooLarge],
    then: "either",
  },
  {
    title: "64 KiB and one byte, announced only",
    sends: post("", json, "Content-Length: 65537"),
    answers: [tooLarge],
    then: "either",
  },
  {
    title: "64 KiB and one byte, in chunks",
    sends: post(`10001\r\n${"x".repeat(65_537)}\r\n0\r\n\r\n`, json, chunked),
    answers: [tooLarge],
    then: "either",
  },
]);

const goOn: Answer = { status: 100 };
const closing: Answer = { ...well, headers: { connection: "close" } };

/** {@linkcode HttpCases} of section 9, and of RFC 9110 section 10.1.1: one connection, several requests. */
export const connections: HttpCases = numbered("9112-9", "Connections", [
  {
    title: "four requests in one piece, answered in their order",
    sends: get("/healthz") + request("HEAD", "/healthz") + get("/nowhere") + get("/readyz"),
    answers: [well, { ...well, body: "", isHead: true }, problemOf(404), well],
    then: "open",
  },
  {
    title: "100 requests in one piece",
    sends: get("/healthz").repeat(100),
    answers: Array.from({ length: 100 }, () => well),
    then: "open",
  },
  {
    title: "a body that nobody reads, and a request behind it",
    sends: `${request("POST", "/nowhere", "Content-Length: 5")}hello${get("/healthz")}`,
    answers: [problemOf(404), well],
    then: "open",
  },
  {
    title: "Connection: close",
    sends: get("/healthz", "Connection: close"),
    answers: [closing],
    then: "closed",
  },
  {
    title: "Connection: close, and a request behind it",
    sends: get("/healthz", "Connection: close") + get("/readyz"),
    answers: [closing],
    then: "closed",
  },
  {
    title: "Connection: Close among others",
    sends: get("/healthz", "Connection: x-tea, Close"),
    answers: [closing],
    then: "closed",
  },
  {
    title: "HTTP/1.0",
    sends: lines("GET /healthz HTTP/1.0", "Host: {host}"),
    answers: [well],
    then: "closed",
  },
  {
    title: "HTTP/1.0 without Host",
    sends: lines("GET /healthz HTTP/1.0"),
    answers: [well],
    then: "closed",
  },
  {
    title: "HTTP/1.0 that is to go on",
    sends: lines("GET /healthz HTTP/1.0", "Host: {host}", "Connection: keep-alive"),
    answers: [{ ...well, headers: { connection: "keep-alive" } }],
    then: "open",
  },
  {
    title: "Expect: 100-continue",
    sends: post("", json, length, "Expect: 100-continue"),
    answers: [goOn],
    then: "either",
  },
  {
    title: "Expect: 100-continue, and the body",
    sends: [post("", json, length, "Expect: 100-continue"), hello],
    answers: [goOn, created],
    then: "open",
    echoes: ["x"],
  },
  {
    title: "Expect: 100-continue of what will not be read",
    sends: post("", json, "Content-Length: 65537", "Expect: 100-continue"),
    answers: [tooLarge],
    then: "either",
  },
  {
    title: "Expect: tea, which is let pass",
    sends: post(hello, json, length, "Expect: tea"),
    answers: [created],
    then: "open",
    echoes: ["x"],
  },
  fine(
    "an upgrade to HTTP/2, which is not taken",
    get(
      "/healthz",
      "Upgrade: h2c",
      "Connection: Upgrade, HTTP2-Settings",
      "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    ),
  ),
]);
