/**
 * The table of commands: what a client may send, which fields each has with which bounds, and
 * which right it needs.
 */
import type { FieldReader } from "./fields.ts";
import { attachments, emoji, flag, pageSize, ref, seq, text, textOrNothing } from "./fields.ts";

/** What a role may allow; `lib/chat/roles.ts` says which role allows what. */
export type Right = "read" | "write" | "delete_others";

interface CommandRow {
  /** Fields that must be there. */
  readonly required: Readonly<Record<string, FieldReader<unknown>>>;
  /** Fields that may be there; `null` counts as absent. */
  readonly optional: Readonly<Record<string, FieldReader<unknown>>>;
  /** The right it needs. */
  readonly right: Right;
}

/** Every command of PROTOCOL section 3. */
export const commandTable = {
  say: {
    required: { text: textOrNothing },
    optional: { ref, replyTo: seq, files: attachments },
    right: "write",
  },
  edit: { required: { target: seq, text }, optional: { ref }, right: "write" },
  delete: { required: { target: seq }, optional: { ref }, right: "write" },
  react: { required: { target: seq, emoji, on: flag }, optional: { ref }, right: "write" },
  typing: { required: { on: flag }, optional: {}, right: "write" },
  read: { required: { seq }, optional: {}, right: "read" },
  history: { required: { ref }, optional: { before: seq, limit: pageSize }, right: "read" },
  ping: { required: {}, optional: {}, right: "read" },
} as const satisfies Record<string, CommandRow>;

type Table = typeof commandTable;
type Values<Row> = {
  readonly [Field in keyof Row]: Row[Field] extends FieldReader<infer T> ? T : never;
};

/** The name of a command. */
export type CommandType = keyof Table;

/** One command of type `T`, checked: its fields hold what the table says. */
export type CommandOf<T extends CommandType> = T extends CommandType
  ? { readonly type: T } & Values<Table[T]["required"]> & Partial<Values<Table[T]["optional"]>>
  : never;

/** Any command, checked. */
export type Command = CommandOf<CommandType>;

/** Tells whether `type` is in the table; names that objects inherit are not. */
export function isCommandType(type: unknown): type is CommandType {
  return typeof type === "string" && Object.hasOwn(commandTable, type);
}
