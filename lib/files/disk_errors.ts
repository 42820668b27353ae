const full = "the disk is full; make room";
const readOnly = "it is read-only; let the server write to it";
const failing = "the disk fails; mend it";

/** Codes of the operating system that an operator can do something about. */
const causes: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: "the server may use no more of the disk; raise its quota or make room",
  EFBIG: "the disk takes no larger files",
  EROFS: readOnly,
  EACCES: readOnly,
  EPERM: readOnly,
  EIO: failing,
  ESTALE: failing,
  ENOENT: "it was taken away; put it back",
  EMFILE: "too many files are open; raise the limit with ulimit -n",
  ENFILE: "too many files are open on this machine",
};

/**
 * Says why the disk could not do something, and how to mend it where that is known; `undefined` when
 * it is not the disk's fault.
 */
export function explainDisk(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message } = error as Error & { code?: unknown };
  if (typeof code !== "string" || !/^E[A-Z0-9]+$/.test(code)) return undefined;
  const cause = causes[code];
  return cause === undefined ? message : `${cause} (${code})`;
}
