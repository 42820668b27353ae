import { messageOf } from "../errors.ts";

/** Trouble that an operator can do something about, and what that is. */
interface Cause {
  /** Primary result code of SQLite. */
  readonly code: number;
  /** SQLite's words for it, for `exec()` of `node:sqlite` gives no code. */
  readonly words: string;
  readonly cause: string;
}

const locked = "another program has locked it; end that program";
const readOnly = "it is read-only; let the server write to its folder";
const full = "the disk is full; make room";
const notOurs =
  "the file is not a database; name another data folder with --data, or put a backup there";
const damaged = "it is damaged; stop the server, ask parley doctor, and put a backup in its place";

/** @see {@link https://www.sqlite.org/rescode.html | SQLite result codes} */
const causes: readonly Cause[] = [
  { code: 5, words: "database is locked", cause: locked },
  { code: 6, words: "database table is locked", cause: locked },
  { code: 8, words: "attempt to write a readonly database", cause: readOnly },
  {
    code: 10,
    words: "disk I/O error",
    cause: "the disk fails or is full; make room or mend it",
  },
  { code: 11, words: "database disk image is malformed", cause: damaged },
  { code: 13, words: "database or disk is full", cause: full },
  {
    code: 14,
    words: "unable to open database file",
    cause: "it cannot be opened; let the server write to its folder",
  },
  { code: 26, words: "file is not a database", cause: notOurs },
];

/** What the operating system says of files that SQLite does not open itself. */
const systemCauses: Readonly<Record<string, string>> = {
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOSPC: full,
};

/**
 * A call that cannot be: thrown before anything was written for it. Outside of the worker it is a
 * `RangeError`; those of V8, of strings and stacks, may come at any moment.
 */
export class SqliteMistake extends Error {
  override readonly name = "SqliteMistake";
}

/** Says why the database could not do something, and how to mend it where that is known. */
export function explainSqlite(error: unknown): string {
  const cause = causeOf(error);
  return cause === undefined ? messageOf(error as Error) : `${cause} (${(error as Error).message})`;
}

/** Whether it is trouble of the whole database, that an operator can do something about. */
export function isKnown(error: unknown): boolean {
  return causeOf(error) !== undefined;
}

/** Whether what was explained is damage: it stays, though something else may be written. */
export function isDamage(explained: string): boolean {
  return explained.startsWith(damaged) || explained.startsWith(notOurs);
}

function causeOf(error: unknown): string | undefined {
  const { message, errcode, code } = error as Error & { errcode?: number; code?: string };
  // The lowest byte is the primary code, the rest says more.
  const known = causes.find((cause) =>
    errcode === undefined ? message.startsWith(cause.words) : cause.code === (errcode & 0xff)
  );
  return known?.cause ?? systemCauses[code ?? ""];
}
