/** `static/openapi.json` beside the server: the same routes, limits and codes. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { ErrorCode } from "../../lib/errors.ts";
import { statusOf } from "../../lib/web/problem.ts";
import type { Handlers } from "../../lib/web/routes.ts";
import { routesOf } from "../../lib/web/routes.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { Kind, Visibility } from "../../lib/wire/messages.ts";
import { notificationLevels } from "../../lib/wire/notification_levels.ts";
import { givenRoles } from "../../lib/wire/given_roles.ts";
import { ranks } from "../../lib/wire/ranks.ts";
import { operationsOf } from "../support/api_stage.ts";
import { TestServer } from "../support/server.ts";
import { WireDocument } from "../support/wire_document.ts";

const document = await WireDocument.read("openapi");

Deno.test("openapi.json is OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document.root));
  assert(valid, JSON.stringify(errors));
  assertEquals(document.root.openapi, "3.1.0");
});

Deno.test("openapi.json and asyncapi.json are served as they are", async () => {
  await using server = await TestServer.open();
  for (const name of ["openapi", "asyncapi"] as const) {
    const response = await server.fetch(`/api/${name}.json`);
    assertEquals(response.headers.get("content-type"), "application/json; charset=UTF-8");
    assertEquals(await response.json(), (await WireDocument.read(name)).root);
  }
});

for (const name of ["openapi", "asyncapi"] as const) {
  Deno.test(`${name}.json has only schemas that are sound, and needed`, async () => {
    const document = await WireDocument.read(name);
    const text = JSON.stringify(document.root);
    for (const schema of Object.keys(document.root.components.schemas)) {
      // Throws where the schema is none.
      document.faults(["components", "schemas", schema], {});
      assertStringIncludes(text, `"#/components/schemas/${schema}"`);
    }
  });
}

// Routes

/** What is for people, who find it by links, and for their sign-in's provider. */
const pages = new Set([
  "/",
  "/chat",
  "/join",
  "/language",
  "/static/*",
  "/service_worker.js",
  "/offline",
  "/offline/room",
  "/login",
  "/logout",
  "/auth/callback",
  "/auth/backchannel-logout",
  "/account",
  "/account/sessions/:id/end",
  "/admin",
  "/admin/users/:id/suspend",
  "/admin/users/:id/restore",
  "/admin/sessions/:id/end",
]);

Deno.test("openapi.json has every operation of the routing table, and no other", () => {
  const routes = routesOf({} as Handlers)
    .filter(({ path }) => !pages.has(path))
    .map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, "{}")}`);
  const documented = [...operationsOf(document).values()]
    .map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, "{}")}`);
  assertEquals(documented.toSorted(), routes.toSorted());
});

Deno.test("openapi.json has a parameter for each part of a path", () => {
  for (const { id, path, params } of operationsOf(document).values()) {
    const parts = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name!);
    const inPath = [...params].filter(([, place]) => place === "path").map(([name]) => name);
    assertEquals(inPath, parts, id);
  }
});

// Limits and words

const schema = (...path: string[]) => document.at("components", "schemas", ...path);

for (
  const [what, documented, limit] of [
    ["a room's name", schema("RoomName").maxLength, limits.roomNameChars],
    ["a display name", schema("DisplayName").maxLength, limits.displayNameChars],
    ["ref", schema("Ref").maxLength, limits.refChars],
    ["text", schema("Text").maxLength, limits.textChars],
    ["a topic", schema("Topic").maxLength, limits.topicChars],
    ["an emoji, in UTF-16 units", schema("Emoji").maxLength, 2 * limits.emojiChars],
    ["a text beside files", schema("TextOrNothing").maxLength, limits.textChars],
    ["files to attach", schema("AttachmentWishes").maxItems, limits.filesPerMessage],
    ["files of a message", schema("Attachments").maxItems, limits.filesPerBox],
    ["a box", schema("Box").maxLength, limits.boxChars],
    [
      "direct rooms",
      schema("DirectRoomList", "properties", "rooms").maxItems,
      keptLimits.directRoomsPerPerson,
    ],
    ["a file's id", schema("FileId").maxLength, limits.fileIdChars],
    [
      "a smaller picture's id",
      schema("Attachment", "properties", "thumbnail").maxLength,
      limits.fileIdChars,
    ],
    ["a file's name", schema("UploadedFile", "properties", "name").maxLength, limits.fileNameBytes],
    ["words for a picture", schema("Attachment", "properties", "alt").maxLength, limits.altChars],
    ["words to attach", altOfWish().maxLength, limits.altChars],
    ["a page of files", schema("FilePage", "properties", "files").maxItems, limits.historyMessages],
    [
      "an invite's label",
      schema("InviteDraft", "properties", "label").maxLength,
      limits.inviteLabelChars,
    ],
    ["invites", schema("InviteList", "properties", "invites").maxItems, keptLimits.invitesPerRoom],
    ["bans", schema("BanList", "properties", "bans").maxItems, keptLimits.bansListed],
    ["bots", schema("BotList", "properties", "bots").maxItems, keptLimits.botsPerRoom],
    [
      "webhooks",
      schema("WebhookList", "properties", "webhooks").maxItems,
      keptLimits.webhooksPerRoom,
    ],
    [
      "a webhook's address",
      schema("WebhookDraft", "properties", "url").maxLength,
      limits.endpointChars,
    ],
    [
      "sessions",
      schema("SessionList", "properties", "sessions").maxItems,
      keptLimits.sessionsPerUser,
    ],
    [
      "an endpoint",
      schema("PushEndpoint", "properties", "endpoint").maxLength,
      limits.endpointChars,
    ],
    [
      "a page of messages",
      schema("MessagePage", "properties", "messages").maxItems,
      limits.historyMessages,
    ],
    [
      "a page of results",
      schema("SearchPage", "properties", "results").maxItems,
      limits.searchResults,
    ],
    [
      "limit",
      document.at("components", "parameters", "Limit", "schema").maximum,
      limits.historyMessages,
    ],
    [
      "limit of a search",
      document.at("components", "parameters", "Limit", "schema").maximum,
      limits.searchResults,
    ],
    [
      "limit, if none is given",
      document.at("components", "parameters", "Limit", "schema").default,
      limits.historyMessagesByDefault,
    ],
    [
      "limit of a search, if none is given",
      document.at("components", "parameters", "Limit", "schema").default,
      limits.searchResultsByDefault,
    ],
    ["a search", searchText().maxLength, limits.searchChars],
    ["a key package", schema("KeyPackage").maxLength, keptLimits.packageChars],
    [
      "key packages",
      schema("KeyPackageSupply", "properties", "packages").maxItems,
      keptLimits.packagesPerDevice,
    ],
    [
      "devices that packages are taken of",
      schema("DeviceChoice", "properties", "devices").maxItems,
      limits.devicesPerPerson,
    ],
    ["mail", schema("Mail", "properties", "body").maxLength, keptLimits.mailChars],
    [
      "an archive's header",
      schema("ArchiveHeader", "properties", "header").maxLength,
      keptLimits.archiveHeaderChars,
    ],
    ["an archived box", schema("ArchiveEntry", "properties", "box").maxLength, limits.boxChars],
    [
      "entries to archive",
      schema("ArchiveEntries", "properties", "entries").maxItems,
      keptLimits.archiveEntriesAtOnce,
    ],
    [
      "a page of an archive",
      schema("ArchivePage", "properties", "entries").maxItems,
      keptLimits.archiveEntriesAtOnce,
    ],
  ] as const
) {
  Deno.test(`openapi.json says the limit of ${what}`, () => assertEquals(documented, limit));
}

// The compiler holds these to the types, and the tests the document to these.
const codes: Record<ErrorCode, number> = {
  bad_request: 400,
  unknown_type: 400,
  empty: 400,
  too_long: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_slow: 408,
  quota: 413,
  unsupported_media: 415,
  rate_limited: 429,
  unavailable: 503,
};
const kinds: Record<Kind, true> = { guest: true, user: true, bot: true };
const visibilities: Record<Visibility, true> = {
  public: true,
  unlisted: true,
  private: true,
  direct: true,
};

for (
  const [name, words] of [
    ["ErrorCode", Object.keys(codes)],
    ["Kind", Object.keys(kinds)],
    ["Role", ranks],
    ["GivenRole", givenRoles],
    ["Visibility", Object.keys(visibilities)],
    ["NotificationLevel", notificationLevels],
  ] as const
) {
  Deno.test(`openapi.json names every ${name}, and no other`, () => {
    assertEquals(schema(name).enum.toSorted(), words.toSorted());
  });
}

for (const [code, status] of Object.entries(codes)) {
  Deno.test(`openapi.json names ${code} at the answer that it comes with`, () => {
    assertEquals(statusOf(code as ErrorCode), status);
    const named = Object.values<{ description: string }>(document.at("components", "responses"))
      .some(({ description }) => description.includes(`\`${code}\``));
    // Over HTTP there are no types.
    assertEquals(named, code !== "unknown_type");
  });
}

for (const schemaName of ["UploadedFile", "ListedFile"]) {
  Deno.test(`openapi.json says of ${schemaName} what it says of an attachment`, () => {
    const of = schema("Attachment", "properties");
    for (const [name, field] of Object.entries(schema(schemaName, "properties"))) {
      if (name in of) assertEquals(field, of[name], name);
    }
  });
}

Deno.test("openapi.json says how much a body of keys may hold, and an archive", () => {
  const bytes = keptLimits.keysBodyBytes.toLocaleString("en");
  for (const path of ["/api/keys/devices/{device}/packages", "/api/keys/archive/entries"]) {
    assertStringIncludes(document.at("paths", path, "put").description, `${bytes} bytes`);
  }
  const { description } = document.at("paths", "/api/keys/archive/entries", "put");
  assertStringIncludes(description, `${keptLimits.archiveChars.toLocaleString("en")} signs`);
});

Deno.test("openapi.json says how many uploads one person may have under way", () => {
  const { description } = document.at("paths", "/api/rooms/{room}/files", "post");
  assertStringIncludes(description, `${keptLimits.uploadsPerPerson} uploads`);
});

function altOfWish() {
  return schema("AttachmentWish").oneOf[1].properties.alt;
}

function searchText() {
  const { parameters } = document.at("paths", "/api/rooms/{room}/search", "get");
  return parameters.find(({ name }: { name?: string }) => name === "q").schema;
}
