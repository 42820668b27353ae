/** RFC 6455 section 4.2: what becomes a WebSocket. */
import type { Answer, HttpCase, HttpCases } from "./case.ts";
import { get, lines, numbered, problemOf, request, well } from "./case.ts";

/** The key and the answer to it in section 1.3. */
const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
const version = "Sec-WebSocket-Version: 13";
const upgrade = "Upgrade: websocket";
const connection = "Connection: Upgrade";
const whole = [upgrade, connection, key, version];

const switched: Answer = {
  status: 101,
  headers: {
    "upgrade": "websocket",
    "connection": /^upgrade$/i,
    "sec-websocket-accept": accept,
    "sec-websocket-extensions": null,
    "sec-websocket-protocol": null,
  },
};
const required: Answer = {
  ...problemOf(426),
  headers: { "upgrade": "websocket", "connection": "upgrade", "sec-websocket-version": "13" },
};
const refused = problemOf(400, "bad_request");

function taken(
  title: string,
  headers: string[],
  more: Answer["headers"] = {},
): Omit<HttpCase, "id"> {
  const answer = { ...switched, headers: { ...switched.headers, ...more } };
  return { title, sends: get("{socket}", ...headers), answers: [answer], then: "a socket" };
}

function notTaken(title: string, headers: string[], answer: Answer): Omit<HttpCase, "id"> {
  return { title, sends: get("{socket}", ...headers), answers: [answer], then: "open" };
}

/** {@linkcode HttpCases} of the upgrade. */
export const handshakes: HttpCases = numbered("6455-4.2", "The handshake", [
  taken("as the RFC spells it", whole),
  taken("names and words in other cases", [
    "UPGRADE: WebSocket",
    "connection: keep-alive, UPGRADE",
    key,
    version,
  ]),
  taken("another protocol offered as well", ["Upgrade: h2c, websocket", connection, key, version]),
  taken("compression offered (groups 12 and 13 of the suite): it is not taken", [
    ...whole,
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
  ]),
  taken("an extension that nobody knows: it is not taken", [
    ...whole,
    "Sec-WebSocket-Extensions: x-tea; a=1",
  ]),
  taken("our subprotocol among others", [...whole, "Sec-WebSocket-Protocol: chat, parley.v1"], {
    "sec-websocket-protocol": "parley.v1",
  }),
  taken("another subprotocol: none is agreed on", [...whole, "Sec-WebSocket-Protocol: chat"]),
  taken("our own origin", [...whole, "Origin: {origin}"]),
  notTaken("no Upgrade", [connection, key, version], required),
  notTaken("another Upgrade", ["Upgrade: h2c", connection, key, version], required),
  notTaken("no Connection", [upgrade, key, version], refused),
  notTaken("a Connection that says nothing of it", [
    upgrade,
    "Connection: keep-alive",
    key,
    version,
  ], refused),
  notTaken("no Key", [upgrade, connection, version], refused),
  notTaken("an empty Key", [upgrade, connection, "Sec-WebSocket-Key:", version], refused),
  notTaken("a Key of 3 bytes", [upgrade, connection, "Sec-WebSocket-Key: AAAA", version], refused),
  notTaken("a Key that is not Base64", [
    upgrade,
    connection,
    "Sec-WebSocket-Key: ~~~~~~~~~~~~~~~~~~~~~~==",
    version,
  ], refused),
  notTaken("two Keys", [...whole, key], refused),
  notTaken("no Version", [upgrade, connection, key], required),
  notTaken("version 8", [upgrade, connection, key, "Sec-WebSocket-Version: 8"], required),
  notTaken(
    "versions 8 and 13",
    [upgrade, connection, key, "Sec-WebSocket-Version: 8, 13"],
    required,
  ),
  notTaken(
    "a foreign Origin",
    [...whole, "Origin: https://evil.example"],
    problemOf(403, "forbidden"),
  ),
  notTaken("a Cookie and no Origin", [...whole, "Cookie: {cookie}"], problemOf(403, "forbidden")),
  {
    title: "HEAD",
    sends: request("HEAD", "{socket}", ...whole),
    answers: [{ ...required, isHead: true }],
    then: "open",
  },
  {
    title: "POST",
    sends: request("POST", "{socket}", ...whole, "Content-Length: 0"),
    answers: [{ status: [400, 405] }],
    then: "either",
  },
  {
    title: "no Host",
    sends: lines("GET {socket} HTTP/1.1", ...whole),
    answers: [refused],
    then: "open",
  },
  {
    title: "a body",
    sends: `${get("{socket}", ...whole, "Content-Length: 2")}hi`,
    answers: [{ status: 400 }],
    then: "either",
  },
  {
    title: "HTTP/1.0",
    sends: lines("GET {socket} HTTP/1.0", "Host: {host}", ...whole),
    answers: [{ status: 101 }],
    then: "either",
    deviation: "oldHandshake",
  },
  {
    title: "another address: what is there is given, without an upgrade",
    sends: get("/healthz", ...whole),
    answers: [well],
    then: "open",
  },
]);
