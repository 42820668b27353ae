/** `static/asyncapi.json` beside the protocol: the same types, fields, limits and codes. */
import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import specifications from "@asyncapi/specs";
import { ChatError } from "../../lib/errors.ts";
import { afterClose, closeReasons } from "../../lib/wire/close_codes.ts";
import { decodeFrame } from "../../lib/wire/codec.ts";

import { commandTable } from "../../lib/wire/commands.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { samples } from "../support/file_samples.ts";
import { SignInStage } from "../support/sign_in_stage.ts";
import type { TestClient } from "../support/client.ts";
import { TestServer } from "../support/server.ts";
import type { Json } from "../support/wire_document.ts";
import { partsOf, WireDocument } from "../support/wire_document.ts";

const document = await WireDocument.read("asyncapi");
const channel = document.at("channels", "room");

/** The schemas of what the server receives or sends, by the types. */
function schemasOf(action: "receive" | "send"): Map<string, string[]> {
  const operations = Object.values<Json>(document.root.operations);
  const messages = operations.filter((operation) => operation.action === action)
    .flatMap((operation) => operation.messages)
    .map(({ $ref }) => document.at(...partsOf($ref)));
  return new Map(messages.map(({ payload }) => {
    const place = partsOf(payload.$ref);
    return [document.at(...place).properties.type.const, place];
  }));
}

const commands = schemasOf("receive");
const heard = schemasOf("send");

Deno.test("asyncapi.json is AsyncAPI 3.0", () => {
  // It brings the draft of JSON Schema that it is written in along.
  const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, allErrors: true });
  const isValid = ajv.validate(specifications.schemas["3.0.0"], document.root);
  assert(isValid, JSON.stringify(ajv.errors, undefined, 2));
  assertEquals(document.root.asyncapi, "3.0.0");
});

Deno.test("asyncapi.json and openapi.json mean the same by the same name", async () => {
  const { schemas } = (await WireDocument.read("openapi")).root.components;
  const own: Json = document.root.components.schemas;
  const shared = Object.keys(own).filter((name) => name in schemas);
  assert(shared.includes("Message") && shared.includes("ErrorCode"));
  for (const name of shared) assertEquals(own[name], schemas[name], name);
});

Deno.test("asyncapi.json has no message that no operation names", () => {
  const named = Object.values<Json>(document.root.operations)
    .flatMap(({ messages }) => messages.map(({ $ref }: Json) => partsOf($ref).at(-1)));
  for (const { messages } of [channel, document.root.components]) {
    assertEquals(Object.keys(messages).toSorted(), named.toSorted());
  }
  for (const [name, { $ref }] of Object.entries<Json>(channel.messages)) {
    assertEquals($ref, `#/components/messages/${name}`);
  }
});

// Commands

Deno.test("asyncapi.json has every command with its fields, and no other", () => {
  const documented = [...commands].map(([type, place]) => {
    const { required, properties } = document.at(...place);
    const fields = Object.keys(properties).filter((field) => field !== "type");
    const optional = fields.filter((field) => !required.includes(field));
    return [type, [fields.filter((field) => required.includes(field)), optional]];
  });
  const rows = Object.entries(commandTable).map(([type, { required, optional }]) => [
    type,
    [Object.keys(required), Object.keys(optional)],
  ]);
  assertEquals(Object.fromEntries(documented), Object.fromEntries(rows));
});

for (const [type, place] of commands) {
  Deno.test(`asyncapi.json has examples of ${type} that the server understands`, () => {
    const { examples } = Object.values<Json>(document.root.components.messages)
      .find(({ payload }) => payload.$ref.endsWith(`/${place.at(-1)}`))!;
    assert(examples.length > 0);
    for (const { payload } of examples) {
      assertEquals(document.faults(place, payload), []);
      assertEquals(decodeFrame(JSON.stringify(payload)), [payload]);
    }
  });
}

for (
  const [what, command] of [
    ["a text that is empty", { type: "say", text: "" }],
    ["a text that is too long", { type: "say", text: "x".repeat(limits.textChars + 1) }],
    ["a ref that is empty", { type: "say", text: "x", ref: "" }],
    ["a ref that is too long", { type: "say", text: "x", ref: "x".repeat(limits.refChars + 1) }],
    ["a ref that is not ASCII", { type: "say", text: "x", ref: "é" }],
    ["a number below 1", { type: "delete", target: 0 }],
    ["no target", { type: "delete" }],
    ["a flag that is none", { type: "typing", on: 1 }],
    ["a page that is too long", { type: "history", ref: "x", limit: limits.historyMessages + 1 }],
    ["no text and no files", { type: "say", text: "", files: [] }],
    ["files that are no list", { type: "say", text: "x", files: "f1" }],
    ["a file's id that is none", { type: "say", text: "x", files: ["a/b"] }],
    ["a file without an id", { type: "say", text: "x", files: [{ alt: "x" }] }],
    ["a file twice", { type: "say", text: "x", files: ["f1", "f1"] }],
    [
      "too many files",
      {
        type: "say",
        text: "x",
        files: Array.from({ length: limits.filesPerMessage + 1 }, (_, index) => `f${index}`),
      },
    ],
    ["words for a picture that are too long", {
      type: "say",
      text: "x",
      files: [{ id: "f1", alt: "x".repeat(limits.altChars + 1) }],
    }],
    ["a box that is no Base64", { type: "seal", box: "a b=" }],
    ["a box that is too long", { type: "seal", box: "A".repeat(limits.boxChars + 4) }],
    ["a box that is empty", { type: "seal", box: "" }],
    ["a sealed file with words", { type: "seal", box: "AAAA", files: [{ id: "f1", alt: "x" }] }],
    ["an emoji that is too long", { type: "react", target: 1, emoji: "x".repeat(33), on: true }],
  ] as const
) {
  Deno.test(`asyncapi.json and the server refuse ${what}`, () => {
    assert(document.faults(commands.get(command.type)!, command).length > 0);
    assert(decodeFrame(JSON.stringify(command))[0] instanceof ChatError);
  });
}

// What is heard

// The compiler holds this to the type, and the test the document to this.

const types: Record<ServerMessage["type"], true> = {
  welcome: true,
  you: true,
  room: true,
  message: true,
  edited: true,
  deleted: true,
  reacted: true,
  presence: true,
  typing: true,
  read: true,
  history: true,
  pong: true,
  error: true,
};

Deno.test("asyncapi.json has every type that the server sends, and no other", () => {
  assertEquals([...heard.keys()].toSorted(), Object.keys(types).toSorted());
});

/** Fails where a frame is not as documented. */
function check(client: TestClient): void {
  for (const message of client.heard) {
    const place = heard.get(message.type);
    assert(place, `${message.type} is not documented`);
    assertEquals(document.faults(place, message), [], JSON.stringify(message));
  }
}

Deno.test("Every frame of a conversation is as asyncapi.json says, and each type is heard", async () => {
  await using server = await TestServer.open();
  const asAnn = { cookie: await server.cookieOf("Ann"), origin: server.origin };
  const room = "tea";
  await using ann = await server.join({ room, headers: asAnn });
  const { epoch } = await ann.hear("welcome");
  const bob = await server.join({ room, name: "Bob" });
  const { you } = await bob.hear("welcome");
  await ann.hear("presence", ({ joined }) => joined.some(({ id }) => id === you.id));

  ann.send("plain text");
  ann.send({ type: "say", text: "hello", ref: "a-1" });
  const said = await bob.hear("message", ({ ref }) => ref === "a-1");
  bob.send({ type: "say", text: "hello, Ann", replyTo: said.seq });
  const answer = await ann.hear("message", ({ replyTo }) => replyTo === said.seq);
  const upload = await server.fetch(`/api/rooms/${room}/files`, {
    method: "POST",
    headers: { ...asAnn, "content-disposition": "attachment; filename=tea.png" },
    body: samples.png,
  });
  const file = await upload.json();
  ann.send({ type: "say", text: "", files: [{ id: file.id, alt: "A red field" }] });
  const { files } = await bob.hear("message", (message) => message.files !== undefined);
  assertEquals(files, [{ ...file, alt: "A red field" }]);
  ann.send({ type: "edit", target: said.seq, text: "hello, all", ref: "a-2" });
  await bob.hear("edited");
  bob.send({ type: "react", target: said.seq, emoji: "🍵", on: true });
  await ann.hear("reacted");
  bob.send({ type: "typing", on: true });
  await ann.hear("typing");
  bob.send({ type: "read", seq: answer.seq });
  await ann.hear("read");
  ann.send({ type: "delete", target: answer.seq, ref: "a-3" });
  await bob.hear("deleted");
  ann.send({ type: "history", ref: "h-1", limit: 50 });
  assertEquals((await ann.hear("history")).messages.length, 4);
  ann.send({ type: "ping" });
  await ann.hear("pong");
  for (
    const frame of [
      '{"type":"say"}',
      '{"type":"sing"}',
      "{",
      " ",
      '{"type":"edit","target":1,"ref":"x","text":"y"}',
    ]
  ) {
    bob.send(frame);
    await bob.hear("error");
  }

  const change = (method: string, path: string, body: object) =>
    server.fetch(`/api/rooms/${room}${path}`, {
      method,
      headers: { ...asAnn, "content-type": "application/json" },
      body: JSON.stringify(body),
    }).then((response) => response.body?.cancel());
  await change("PATCH", "", { topic: "Oolong" });
  await bob.hear("room");
  await change("PATCH", `/members/${you.id}`, { mutedUntil: Date.now() + 60_000 });
  await bob.hear("you", ({ mutedUntil }) => mutedUntil !== undefined);
  await change("PATCH", `/members/${you.id}`, { mutedUntil: 0 });
  await change("PATCH", `/members/${you.id}`, { role: "reader" });
  await bob.hear("you", ({ role }) => role === "reader");
  await change("PATCH", "", { isArchived: true, visibility: "unlisted" });
  await bob.hear("room", ({ isArchived }) => isArchived);

  await using resumed = await server.join({ room, name: "Cleo", since: 1, epoch });
  assertEquals((await resumed.hear("welcome")).resumed, true);
  await resumed.hear("deleted");
  await using fresh = await server.join({ room, headers: asAnn });
  await fresh.hear("message", ({ deleted }) => deleted === true);
  await change("PUT", `/bans/${you.id}`, {});
  await bob.closed;

  for (const client of [ann, bob, resumed, fresh]) check(client);
  const seen = new Set(
    [ann, bob, resumed, fresh].flatMap((one) => one.heard.map(({ type }) => type)),
  );
  assertEquals([...seen].toSorted(), Object.keys(types).toSorted());
});

Deno.test("What is heard in a direct room is as asyncapi.json says", async () => {
  await using server = await TestServer.open();
  const people = await Promise.all(["Ann", "Bob"].map(async (name) => {
    const headers = { cookie: await server.cookieOf(name), origin: server.origin };
    const socket = await server.join({ room: "tea", headers });
    return { headers, socket, id: (await socket.hear("welcome")).you.id };
  }));
  const [ann, bob] = people as [typeof people[0], typeof people[0]];
  const opened = await server.fetch("/api/direct", {
    method: "POST",
    headers: { ...ann.headers, "content-type": "application/json" },
    body: JSON.stringify({ person: bob.id, room: "tea" }),
  });
  const { name: room } = await opened.json();
  for (const { socket } of people) await socket.close();
  await using socket = await server.join({ room, headers: ann.headers });
  const { visibility } = await socket.hear("welcome");
  assertEquals(visibility, "direct");
  socket.send({ type: "seal", box: "AQMAAAABAAE=", ref: "s-1" });
  socket.send({ type: "seal", box: "AQMAAAABAAE=", quiet: true });
  await socket.hear("message", ({ quiet }) => quiet === true);
  check(socket);
});

Deno.test("What a user and one who is too fast hear is as asyncapi.json says", async () => {
  await using stage = await SignInStage.open({ rateLimit: 1 });
  const browser = await stage.signIn("ada");
  const cookie = `parley_session=${browser.cookie(stage.origin, "parley_session")}`;
  await using ada = await stage.server.join({
    room: "tea",
    headers: { cookie, origin: stage.origin },
  });
  for (let count = 0; count < 5; count++) ada.send({ type: "say", text: "x", ref: `r-${count}` });
  const { retryAfter } = await ada.hear("error", ({ code }) => code === "rate_limited");
  assert(retryAfter! > 0);
  check(ada);
});

// Limits and codes

Deno.test("asyncapi.json says the limits of the socket", () => {
  const documented: Json = channel["x-limits"];
  for (const [name, value] of Object.entries(documented)) {
    assertEquals(value, limits[name as keyof typeof limits], name);
  }
});

for (
  const [what, documented, limit] of [
    ["text, as welcome says it", welcomeOf("limits").properties.text.const, limits.textChars],
    ["a frame, as welcome says it", welcomeOf("limits").properties.frame.const, limits.frameBytes],
    ["members", welcomeOf("members").maxItems, limits.membersListed],
    ["a page", fieldOf("HistoryCommand", "limit").maximum, limits.historyMessages],
    [
      "a page, if none is asked for",
      fieldOf("HistoryCommand", "limit").default,
      limits.historyMessagesByDefault,
    ],
    ["files of what is sealed", fieldOf("SealCommand", "files").maxItems, limits.filesPerBox],
    ["a page that is heard", fieldOf("History", "messages").maxItems, limits.historyMessages],
  ] as const
) {
  Deno.test(`asyncapi.json says the limit of ${what}`, () => assertEquals(documented, limit));
}

Deno.test("asyncapi.json has every close code, and what to do then", () => {
  const reasons = Object.values(closeReasons);
  assertEquals(
    channel["x-close-codes"],
    reasons.map(({ code, reason }) => ({ code, reason, then: afterClose(code) })),
  );
});

function fieldOf(name: string, field: string): Json {
  return document.at("components", "schemas", name, "properties", field);
}

function welcomeOf(field: string): Json {
  return fieldOf("Welcome", field);
}
