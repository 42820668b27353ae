import type { Outcome, RoomRecord } from "../store/store.ts";
import type { CloseReason } from "../wire/close_codes.ts";
import type { CommandOf } from "../wire/commands.ts";
import type { Person } from "../wire/messages.ts";
import type { DurableCommand } from "./drafts.ts";
import type { Member } from "./member.ts";
import type { Overheard } from "./overheard.ts";
import type { CrowdNews } from "./peers.ts";
import type { Since } from "./replay.ts";
import type { Seat } from "./seat.ts";

/** Whoever waits for the outcome of what they said: a member, or a request without a socket. */
export interface Author {
  readonly person: Person;
  /** What they are in the room by now. */
  readonly seat: Seat;
  /** Whether they were not let in, or sent out: what still waits is not done any more. */
  readonly isOut: boolean;
  /** Tells what became of something, by its `ref`. */
  settle(ref: string | undefined, outcome: Outcome): void;
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
  | {
    readonly type: "draft";
    readonly command: DurableCommand;
    readonly author: Author;
    /** What the author was when it came, and might say it. */
    readonly seat: Seat;
    /** When it came, Unix milliseconds. */
    readonly at: number;
  }
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
  if (item.type !== "draft") return 256;
  const { command } = item;
  switch (command.type) {
    case "say":
    case "seal": {
      const text = 256 + ("text" in command ? command.text : command.box).length;
      return text + weighFiles(command.files);
    }
    case "edit":
      return 256 + command.text.length;
    default:
      return 256;
  }
}

function weighFiles(files: CommandOf<"say" | "seal">["files"] = []): number {
  return files.reduce((sum, { alt = "" }) => sum + 512 + alt.length, 0);
}

/** A person takes some 100 bytes. */
function weighCrowd(news: CrowdNews): number {
  if (news.type === "came") return 100 * (news.joined.length + news.left.length);
  return news.type === "all" ? 100 * news.people.length : 0;
}
