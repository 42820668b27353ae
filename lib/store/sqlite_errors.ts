/**
 * Primary result codes of SQLite that an operator can do something about.
 *
 * @see {@link https://www.sqlite.org/rescode.html | SQLite result codes}
 */
const causes: Readonly<Record<number, string>> = {
  5: "another program has locked it; end that program, no restart is needed",
  6: "another program has locked it; end that program, no restart is needed",
  8: "it is read-only; let the server write to its folder, no restart is needed",
  10: "the disk fails or is full; make room or mend it, no restart is needed",
  11: "it is damaged; stop the server, ask parley doctor, and put a backup in its place",
  13: "the disk is full; make room, no restart is needed",
  14: "it cannot be opened; let the server write to its folder",
  26: "the file is not a database; name another data folder with --data, or put a backup there",
};

/** Says why the database could not do something, and how to mend it where that is known. */
export function explainSqlite(error: unknown): string {
  const { message, errcode } = error as Error & { errcode?: number };
  // The lowest byte is the primary code, the rest says more.
  const cause = errcode === undefined ? undefined : causes[errcode & 0xff];
  return cause === undefined ? message : `${cause} (${message})`;
}
