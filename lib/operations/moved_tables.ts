import type { Message, RoomEvent } from "../wire/messages.ts";
import { bodyOf } from "../store/postgres_events.ts";
import { indexed } from "../store/postgres_search.ts";

/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A table that SQLite and PostgreSQL both have, and how a row of the one becomes one of the other. */
export interface MovedTable {
  readonly name: string;
  /** Columns of the primary key, by which both sort alike. */
  readonly key: readonly string[];
  /** Columns in PostgreSQL. */
  readonly columns: readonly string[];
  /** Those that are 0 or 1 in SQLite, and booleans in PostgreSQL. */
  readonly flags?: readonly string[];
  /** Whether PostgreSQL counts up the column `id` by itself. */
  readonly countsUp?: true;
  /** What SQLite has in their place, where that differs. */
  readonly sqlite?: {
    readonly columns: readonly string[];
    readonly convert: (row: Row) => Row;
  };
}

/** All that is moved, in an order in which nothing names a row that is not there yet. */
export const movedTables: readonly MovedTable[] = [
  {
    name: "rooms",
    key: ["id"],
    columns: words("id name epoch seq at first topic visibility archived fleeting"),
    flags: ["archived", "fleeting"],
    countsUp: true,
    sqlite: {
      columns: words("id name epoch seq at first topic visibility archived fleeting"),
      // What was deleted, and is not removed yet, has a name there that no room can have.
      convert: (row) => ({ ...row, name: `${row.name}`.startsWith(":") ? null : row.name }),
    },
  },
  {
    name: "events",
    key: ["room", "seq"],
    columns: words("room seq at sender ref target deleted quiet body folded"),
    sqlite: { columns: words("room seq sender ref target body folded"), convert: eventRow },
  },
  { name: "aliases", key: ["name"], columns: words("name room") },
  { name: "deleted_names", key: ["name"], columns: words("name by") },
  { name: "direct_rooms", key: ["one", "other"], columns: words("one other room") },
  { name: "read_marks", key: ["room", "person"], columns: words("room person seq") },
  { name: "levels", key: ["room", "person"], columns: words("room person level") },
  {
    name: "subscriptions",
    key: ["id"],
    columns: words("id endpoint p256dh auth person name kind"),
    countsUp: true,
  },
  {
    name: "memberships",
    key: ["room", "person"],
    columns: words("room person name kind role since muted_until invite stranger"),
    flags: ["stranger"],
  },
  { name: "bans", key: ["room", "person"], columns: words("room person name kind at until by") },
  {
    name: "invites",
    key: ["id"],
    columns: words("id room hash role label by at expires max_uses uses guest_name revoked"),
  },
  {
    name: "users",
    key: ["id"],
    columns: words("id issuer subject name email picture at seen first suspended"),
    flags: ["first"],
  },
  {
    name: "sessions",
    key: ["hash"],
    columns: words("hash id person at seen agent address sid"),
    sqlite: {
      columns: words("hash id user at seen agent address sid"),
      convert: ({ user: person, ...row }) => ({ ...row, person }),
    },
  },
  { name: "bots", key: ["id"], columns: words("id room name hook by at hash"), flags: ["hook"] },
  {
    name: "deeds",
    key: ["id"],
    columns: words("id at by name act room target detail address"),
    countsUp: true,
  },
  {
    name: "webhooks",
    key: ["id"],
    columns: words("id room url at by sent failing last_error paused"),
    flags: ["paused"],
  },
  {
    name: "uploads",
    key: ["id"],
    columns: words("id room by name size at width height thumbnail"),
  },
  {
    name: "files",
    key: ["id"],
    columns: words("id room by name size type width height alt thumbnail hash at seq place"),
  },
  { name: "unneeded_blobs", key: ["hash"], columns: ["hash"] },
  {
    name: "device_lists",
    key: ["person"],
    columns: words("person statement signature identity version devices"),
    sqlite: {
      columns: words("person statement signature identity version devices"),
      convert: (row) => ({ ...row, devices: JSON.parse(`${row.devices}`) }),
    },
  },
  {
    name: "key_packages",
    key: ["id"],
    columns: words("id person device last_resort package"),
    flags: ["last_resort"],
    countsUp: true,
  },
  { name: "mail", key: ["person", "box"], columns: words("person box body at") },
  {
    name: "archives",
    key: ["id"],
    columns: words("id person header entries chars"),
    countsUp: true,
  },
  {
    name: "archive_entries",
    key: ["archive", "room", "number"],
    columns: words("archive room number box"),
  },
];

/** A row of SQLite, as PostgreSQL has it. */
export function rowOf({ flags = [], sqlite }: MovedTable, found: Row): Row {
  const entries = Object.entries(sqlite ? sqlite.convert(found) : found);
  return Object.fromEntries(entries.map(([column, value]) => {
    if (flags.includes(column)) return [column, value === 1];
    // A text of PostgreSQL has no NUL in it; see `postgres_connections.ts`.
    return [column, typeof value === "string" ? value.replaceAll("\0", "\uFFFD") : value];
  }));
}

/** What PostgreSQL's index holds of an event, as {@linkcode indexed} writes it; nothing of most that are no messages. */
export function wordsOfRow({ target, body, folded }: Row): string {
  return target === null ? indexed(JSON.parse(`${folded ?? body}`) as Message) : "";
}

function eventRow({ body, folded, ...row }: Row): Row {
  const event = parse<RoomEvent>(body);
  const isMessage = event.type === "message";
  return {
    ...row,
    at: event.at,
    deleted: isMessage && event.deleted === true,
    quiet: isMessage && event.quiet === true,
    body: bodyOf(event),
    folded: folded === null ? null : bodyOf(parse<Message>(folded)),
  };
}

function parse<T>(json: unknown): T {
  return JSON.parse(`${json}`);
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
