/**
 * The table of commands: what a client may send, which fields each has with which bounds, where it
 * is taken, and which right it needs.
 */
import type { FieldReader } from "./fields.ts";
import {
  attachments,
  box,
  emoji,
  flag,
  pageSize,
  ref,
  sealedFiles,
  seq,
  text,
  textOrNothing,
} from "./fields.ts";

/** What a role may allow; `lib/chat/roles.ts` says which role allows what. */
export type Right = "read" | "write" | "delete_others";

/** In which rooms a command is taken: in all, in all but direct ones, or in direct ones only. */
export type Where = "everywhere" | "open" | "direct";

interface CommandRow {
  /** Fields that must be there. */
  readonly required: Readonly<Record<string, FieldReader<unknown>>>;
  /** Fields that may be there; `null` counts as absent. */
  readonly optional: Readonly<Record<string, FieldReader<unknown>>>;
  /** What anybody could read is not taken in direct rooms, so nobody is led to send it there. */
  readonly where: Where;
  /** The right it needs. */
  readonly right: Right;
}

/** Every command: "What you send" in `docs/PROTOCOL.md`, and `seal` of its "Direct rooms". */
export const commandTable = {
  say: {
    required: { text: textOrNothing },
    optional: { ref, replyTo: seq, files: attachments },
    where: "open",
    right: "write",
  },
  seal: {
    required: { box },
    optional: { ref, files: sealedFiles, quiet: flag },
    where: "direct",
    right: "write",
  },
  edit: { required: { target: seq, text }, optional: { ref }, where: "open", right: "write" },
  delete: { required: { target: seq }, optional: { ref }, where: "everywhere", right: "write" },
  react: {
    required: { target: seq, emoji, on: flag },
    optional: { ref },
    where: "open",
    right: "write",
  },
  typing: { required: { on: flag }, optional: {}, where: "everywhere", right: "write" },
  read: { required: { seq }, optional: {}, where: "everywhere", right: "read" },
  history: {
    required: { ref },
    optional: { before: seq, limit: pageSize },
    where: "everywhere",
    right: "read",
  },
  ping: { required: {}, optional: {}, where: "everywhere", right: "read" },
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
