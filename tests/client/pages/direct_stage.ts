/** A page of somebody whose direct rooms are as the test says, in front of a real server. */
import type { BrowserContextOptions, Page } from "playwright-core";
import type { ListedDirect } from "../../../client/rooms/direct_rooms.ts";
import type { RoomsStage } from "./rooms_stage.ts";
import { joined } from "./rooms_stage.ts";

/** Names of direct rooms. */
export const directWithBob = "direct.0123456789abcdefghjkmnpqrs";
export const directWithSalma = "direct.zzzzzzzzzzzzzzzzzzzzzzzzzz";

/** What such a page has asked for. */
export interface DirectVisit {
  readonly page: Page;
  /** Names of the scripts that were loaded. */
  readonly scripts: readonly string[];
  /** What `POST /api/direct` was asked for. */
  readonly asked: unknown[];
}

/** How the server answers. */
export interface DirectOptions extends BrowserContextOptions {
  readonly listed?: readonly ListedDirect[];
  /** A code with which it refuses to make a direct room. */
  readonly refusal?: string;
}

/** A direct room as the server lists it. */
export function listedDirect(name: string, peer: string): ListedDirect {
  return { name, with: { id: `id of ${peer}`, name: peer, kind: "user" }, seq: 1 };
}

/** Ada's page in "tea", in a browser of its own. */
export async function visitAsAda(
  stage: RoomsStage,
  { listed = [], refusal, ...options }: DirectOptions = {},
): Promise<DirectVisit> {
  const page = await stage.visit("about:blank", options);
  const scripts: string[] = [];
  const asked: unknown[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  await page.context().route("**/api/direct", (route) => {
    const request = route.request();
    if (request.method() === "GET") return route.fulfill({ json: { rooms: listed } });
    asked.push(request.postDataJSON());
    return refusal === undefined
      ? route.fulfill({ status: 201, json: listedDirect(directWithBob, "Bob") })
      : route.fulfill({ status: 403, json: { code: refusal, detail: "no" } });
  });
  await page.goto("/chat?room=tea&name=Ada");
  await joined(page);
  return { page, scripts, asked };
}
