import type { Draft, Outcome, RoomRecord } from "../store/store.ts";
import type { CloseReason } from "../wire/close_codes.ts";
import type { CommandOf } from "../wire/commands.ts";
import type { Member } from "./member.ts";
import type { Overheard } from "./overheard.ts";
import type { CrowdNews } from "./peers.ts";
import type { Since } from "./replay.ts";
import type { Seat } from "./seat.ts";

/** Whoever waits for the outcome of a draft: a member, or a request without a socket. */
export interface Author {
  settle(draft: Draft, outcome: Outcome): void;
}

/** How a member comes in. */
export interface Arrival {
  /** Where it had got to, if it was here before. */
  readonly since?: Since;
  /** What `Standings.versionOf` gave before its seat was found out. */
  readonly version: object;
}

/** What waits in a room's queue. */
export type RoomItem =
  | { readonly type: "join"; readonly member: Member; readonly arrival: Arrival }
  | { readonly type: "seat"; readonly person: string; readonly seat: Seat | CloseReason }
  | { readonly type: "record"; readonly record: RoomRecord }
  | { readonly type: "leave"; readonly member: Member }
  | { readonly type: "draft"; readonly draft: Draft; readonly author: Author }
  | { readonly type: "typing"; readonly member: Member; readonly on: boolean }
  | { readonly type: "read"; readonly member: Member; readonly seq: number }
  | { readonly type: "history"; readonly member: Member; readonly query: CommandOf<"history"> }
  | { readonly type: "told"; readonly heard: Overheard; readonly chars: number }
  | { readonly type: "crowd"; readonly node: string; readonly news: CrowdNews }
  | { readonly type: "beat" }
  | { readonly type: "tick" };

/**
 * About what a queued item takes in memory, and its event in a frame: its text, some 256 bytes around
 * it, and for each file its words and some 512 bytes, for names may be long.
 */
export function weigh(item: RoomItem): number {
  if (item.type === "told") return 256 + item.chars;
  if (item.type === "crowd") return 256 + weighCrowd(item.news);
  if (item.type !== "draft" || !("text" in item.draft || "box" in item.draft)) return 256;
  if (item.draft.type !== "message") return 256 + item.draft.text.length;
  const text = 256 + (item.draft.text ?? item.draft.box ?? "").length;
  if (!item.draft.files) return text;
  return item.draft.files.reduce((sum, { alt = "" }) => sum + 512 + alt.length, text);
}

/** A person takes some 100 bytes. */
function weighCrowd(news: CrowdNews): number {
  if (news.type === "came") return 100 * (news.joined.length + news.left.length);
  return news.type === "all" ? 100 * news.people.length : 0;
}
